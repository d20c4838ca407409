/** The picker's grid: a heading for each group, and rows of emoji. */
import type { Emoji } from "./catalogue";

const COLUMNS = 8;

export type GridRow =
  | { readonly type: "group"; readonly group: number }
  | { readonly type: "emoji"; readonly from: number; readonly emoji: readonly Emoji[] };

export function gridOf(shown: readonly Emoji[], grouped: boolean): GridRow[] {
  const rows: GridRow[] = [];
  let group = -1;
  for (let at = 0; at < shown.length; ) {
    const first = shown[at];
    if (first === undefined) break;
    if (grouped && first.group !== group) {
      group = first.group;
      rows.push({ type: "group", group });
    }
    let to = at;
    while (to < shown.length && to < at + COLUMNS && (!grouped || shown[to]?.group === group)) to++;
    rows.push({ type: "emoji", from: at, emoji: shown.slice(at, to) });
    at = to;
  }
  return rows;
}

/** Where an arrow key goes from `at`, in a grid whose rows may be shorter than others; null for other keys. */
export function moved(key: string, at: number, rows: readonly GridRow[], rtl: boolean): number | null {
  const lines = rows.filter((row) => row.type === "emoji");
  const last = lines.reduce((sum, { emoji }) => sum + emoji.length, 0) - 1;
  const line = lines.findIndex(({ from, emoji }) => at < from + emoji.length);
  const column = at - (lines[line]?.from ?? 0);
  const inLine = (wanted: number) => {
    const there = lines[Math.min(Math.max(wanted, 0), lines.length - 1)];
    return there === undefined ? 0 : there.from + Math.min(column, there.emoji.length - 1);
  };
  switch (key) {
    case "ArrowDown":
      return inLine(line + 1);
    case "ArrowUp":
      return inLine(line - 1);
    case "ArrowRight":
      return Math.min(Math.max(at + (rtl ? -1 : 1), 0), last);
    case "ArrowLeft":
      return Math.min(Math.max(at + (rtl ? 1 : -1), 0), last);
    default:
      return null;
  }
}
