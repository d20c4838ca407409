/** The arrow keys from message to message: one of them is where Tab comes to, and it stays in the page wherever one scrolls. */
import { type KeyboardEvent, type RefObject, useMemo } from "react";
import type { VirtualizerHandle } from "virtua";
import type { Row } from "../../rows";
import { useView, useViewStore } from "../ViewContext";

export function useRoving(rows: readonly Row[], list: RefObject<VirtualizerHandle | null>) {
  const view = useViewStore();
  const active = useView((one) => one.active);
  const at = useMemo(() => {
    const index = active === null ? -1 : rows.findLastIndex((row) => row.key === active);
    return index >= 0 ? index : rows.findLastIndex((row) => row.type === "message");
  }, [rows, active]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // Keys at a button or in a field of a message are theirs.
    if (!(event.target instanceof HTMLElement) || event.target.tagName !== "ARTICLE") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const next = nextIndex(rows, at, event.key);
    const row = next === null ? undefined : rows[next];
    if (next === null || row === undefined) return;
    event.preventDefault();
    view.setState({ active: row.key, focus: row.key });
    list.current?.scrollToIndex(next, { align: "nearest" });
  };
  return { reachable: rows[at]?.key ?? null, keepMounted: at < 0 ? [] : [at], onKeyDown };
}

/** The message that a key goes to; null for keys that go nowhere. */
function nextIndex(rows: readonly Row[], at: number, key: string): number | null {
  const isMessage = (row: Row) => row.type === "message";
  switch (key) {
    case "ArrowUp": {
      const index = rows.slice(0, Math.max(at, 0)).findLastIndex(isMessage);
      return index < 0 ? null : index;
    }
    case "ArrowDown": {
      const index = rows.findIndex((row, place) => place > at && isMessage(row));
      return index < 0 ? null : index;
    }
    case "Home":
      return rows.findIndex(isMessage);
    case "End":
      return rows.findLastIndex(isMessage);
    default:
      return null;
  }
}
