/** With nothing open the list has the focus: on what was just left, or, after signing in, as a whole. */
import { type RefObject, useEffect, useRef } from "react";

/** `open` is the address of what is open beside the list. */
export function useFocusInList(list: RefObject<HTMLElement | null>, open: string | null): void {
  const left = useRef(open);
  useEffect(() => {
    const before = left.current;
    left.current = open;
    if (open !== null || hasFocus()) return;
    const link = list.current?.querySelector<HTMLElement>(`a[href="${CSS.escape(before ?? "")}"]`);
    (link ?? list.current)?.focus();
  }, [list, open]);
}

/** Not what went away, or is hidden now: that leaves the focus to the page. */
function hasFocus(): boolean {
  const { activeElement } = document;
  return activeElement !== null && activeElement !== document.body && activeElement.checkVisibility();
}
