/** With no conversation open the list has the focus: on the one just left, or, after signing in, as a whole. */
import { type RefObject, useEffect, useRef } from "react";

export function useFocusInList(list: RefObject<HTMLElement | null>, open: string | null): void {
  const left = useRef(open);
  useEffect(() => {
    const before = left.current;
    left.current = open;
    if (open !== null || hasFocus()) return;
    const link = list.current?.querySelector<HTMLElement>(`a[href="/c/${CSS.escape(before ?? "")}"]`);
    (link ?? list.current)?.focus();
  }, [list, open]);
}

/** Not what went away, or is hidden now: that leaves the focus to the page. */
function hasFocus(): boolean {
  const { activeElement } = document;
  return activeElement !== null && activeElement !== document.body && activeElement.checkVisibility();
}
