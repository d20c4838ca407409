/** Moves the read cursor to the last message in view, while someone is looking. */
import { useCallback, useEffect } from "react";
import { useSession } from "../../../../contexts/SocketContext";
import type { Row } from "../../rows";

export function useReadWhatIsSeen(id: string, rows: readonly Row[], lastInView: () => number): () => void {
  const { receipts } = useSession();
  const readSeen = useCallback(() => {
    if (document.visibilityState !== "visible" || !document.hasFocus()) return;
    const seq = lastSeqAt(rows, lastInView());
    if (seq !== null) receipts.read(id, seq);
  }, [id, rows, lastInView, receipts]);

  // Coming back to the window is looking, too.
  useEffect(() => {
    addEventListener("focus", readSeen);
    document.addEventListener("visibilitychange", readSeen);
    return () => {
      removeEventListener("focus", readSeen);
      document.removeEventListener("visibilitychange", readSeen);
    };
  }, [readSeen]);
  return readSeen;
}

/** The seq of the row at `index`, or of the nearest one before it that has one. */
function lastSeqAt(rows: readonly Row[], index: number): number | null {
  for (let at = Math.min(index, rows.length - 1); at >= 0; at--) {
    const row = rows[at];
    if (row !== undefined && "seq" in row && row.seq !== null) return row.seq;
  }
  return null;
}
