import { type SyntheticEvent, useState } from "react";

type InField = SyntheticEvent<HTMLTextAreaElement>;

/** Where one is typing in the field that these handlers are at; null before one does, while more is selected, and after. */
export function useCaret() {
  const [caret, setCaret] = useState<number | null>(null);
  const handlers = {
    onChange: ({ currentTarget }: InField) => setCaret(placeIn(currentTarget)),
    onSelect: ({ currentTarget }: InField) =>
      setCaret((held) => (held === null ? null : placeIn(currentTarget))),
    onBlur: (_: InField) => setCaret(null),
  };
  return { caret, handlers };
}

function placeIn({ selectionStart, selectionEnd }: HTMLTextAreaElement): number | null {
  return selectionStart === selectionEnd ? selectionStart : null;
}
