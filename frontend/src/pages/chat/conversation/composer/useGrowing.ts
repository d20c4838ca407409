import { type RefObject, useLayoutEffect } from "react";

/** The field is as high as its text; the style sheet says how high at most. */
export function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = "auto";
    // Asking for its height lays the whole page out, and an empty one has that of its one row.
    if (text !== "") element.style.height = `${element.scrollHeight}px`;
  }, [field, text]);
}
