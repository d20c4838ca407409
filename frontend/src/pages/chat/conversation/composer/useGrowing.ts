import { type RefObject, useLayoutEffect } from "react";

/** More than this fits into no line beside the buttons of a phone, however thin its letters are. */
const LONGEST_LINE = 160;

/**
 * The field is as high as its text; the style sheet says how high at most. `data-tall` says that the text has no room in
 * one line beside the buttons, so that they can make place for it where it is narrow.
 */
export function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    const form = element?.form ?? null;
    if (element === null || form === null) return;
    // Asking for heights lays the whole page out, and an empty field has that of its one row.
    if (text !== "") form.style.height = `${form.offsetHeight}px`;
    // Measured beside the buttons, also when they stand below: else it would go back and forth at the end of a line.
    delete element.dataset.tall;
    element.style.height = "auto";
    if (text === "") return;
    if (text.includes("\n") || text.length > LONGEST_LINE || element.scrollHeight > element.clientHeight)
      element.dataset.tall = "";
    element.style.height = `${element.scrollHeight}px`;
    // Held meanwhile: with a lower form the list would be higher for a moment, and not at its end any more afterwards.
    form.style.height = "";
  }, [field, text]);
}
