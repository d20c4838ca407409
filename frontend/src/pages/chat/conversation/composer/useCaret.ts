import { type SyntheticEvent, useState } from "react";

/** Where the caret stands in the field that these handlers are at; null while more is selected, and without the focus. */
export function useCaret() {
  const [caret, setCaret] = useState<number | null>(null);
  const handlers = {
    onSelect: ({ currentTarget }: SyntheticEvent<HTMLTextAreaElement>) => {
      const { selectionStart, selectionEnd } = currentTarget;
      setCaret(selectionStart === selectionEnd ? selectionStart : null);
    },
    onBlur: (_: SyntheticEvent<HTMLTextAreaElement>) => setCaret(null),
  };
  return { caret, handlers };
}
