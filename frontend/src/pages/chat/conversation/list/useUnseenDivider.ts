import { useMemo, useState } from "react";
import type { Seq } from "../../../../realtime/frames";
import type { Row } from "../../rows";
import type { Opened } from "./useOpened";

/** Where the unread messages begin, as long as that is above what one sees and one hasn't been there; else null. */
export function useUnseenDivider(rows: readonly Row[], top: number, opened: Opened): Seq | null {
  const [seen, setSeen] = useState<Opened | null>(null);
  const divider = useMemo(() => rows.findIndex((row) => row.type === "unread"), [rows]);
  const wasSeen = !opened.unread || seen === opened;
  if (!wasSeen && divider >= top && divider >= 0) setSeen(opened);
  return wasSeen || top === 0 || divider >= top ? null : opened.readSeq + 1;
}
