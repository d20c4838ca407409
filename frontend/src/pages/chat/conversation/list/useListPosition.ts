/**
 * Where the list stands. Three rules: it opens at the first unread message or at the end, it follows the end while it
 * is there, and what is seen counts as read.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import type { Row } from "../../rows";
import { useReadWhatIsSeen } from "./useReadWhatIsSeen";

/** Rounding, and the padding below the last row. */
const END_SLACK_PX = 48;
/** Early enough that the older page is there before its place is reached. */
const LOAD_WITHIN_PX = 1_200;

interface ListPositionOf {
  id: string;
  rows: readonly Row[];
  loadOlder: () => Promise<void>;
}

export function useListPosition({ id, rows, loadOlder }: ListPositionOf) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const placed = useRef(false);
  const following = useRef(true);
  const [atEnd, setAtEnd] = useState(true);
  const shift = useShift(rows);
  const lastInView = useCallback(() => {
    const element = scroller.current;
    if (element === null || !placed.current) return -1;
    // A list that doesn't fill its frame hangs at the bottom: all of it is in view, whatever the offsets say.
    return isAtEnd(element) ? rows.length - 1 : (list.current?.findItemIndex(bottomOf(element)) ?? -1);
  }, [rows.length]);
  const readSeen = useReadWhatIsSeen(id, rows, lastInView);

  const jumpToEnd = useCallback(() => {
    following.current = true;
    list.current?.scrollToIndex(rows.length - 1, { align: "end" });
  }, [rows.length]);

  const settle = useCallback(() => {
    const element = scroller.current;
    if (element === null || !placed.current) return;
    following.current = isAtEnd(element);
    setAtEnd(following.current);
    readSeen();
    if (element.scrollTop < LOAD_WITHIN_PX) void loadOlder();
  }, [loadOlder, readSeen]);

  useLayoutEffect(() => {
    if (placed.current) return;
    const unread = rows.findIndex((row) => row.type === "unread");
    following.current = unread < 0;
    if (unread < 0) list.current?.scrollToIndex(rows.length - 1, { align: "end" });
    else list.current?.scrollToIndex(unread, { align: "start", offset: -56 });
    // Sizes are known after the first paint: only then does the position mean something.
    const frame = requestAnimationFrame(() => {
      placed.current = true;
      settle();
    });
    return () => cancelAnimationFrame(frame);
  });

  const lastKey = rows.at(-1)?.key;
  const lastIsNewOfMine = useNewOwnRow(rows);
  useLayoutEffect(() => {
    if (lastKey !== undefined && placed.current && (following.current || lastIsNewOfMine)) jumpToEnd();
  }, [lastKey, lastIsNewOfMine, jumpToEnd]);
  useEffect(readSeen);

  const onResize = useCallback(() => {
    if (following.current) jumpToEnd();
    settle();
  }, [jumpToEnd, settle]);
  return { scroller, list, shift, atEnd, onScroll: settle, onResize, jumpToEnd };
}

function isAtEnd(element: HTMLElement): boolean {
  return bottomOf(element) >= element.scrollHeight - END_SLACK_PX;
}

function bottomOf(element: HTMLElement): number {
  return element.scrollTop + element.clientHeight;
}

/** True in the render in which rows came in front and none behind: virtua then keeps its place from the end. */
function useShift(rows: readonly Row[]): boolean {
  const before = useRef(rows);
  const grew = rows.length > before.current.length;
  const sameEnd = rows.at(-1)?.key === before.current.at(-1)?.key;
  useLayoutEffect(() => {
    before.current = rows;
  });
  return grew && sameEnd;
}

/** The key of the last row, when it is a message that was just sent from here. */
function useNewOwnRow(rows: readonly Row[]): string | null {
  const last = rows.at(-1);
  return last?.type === "message" && last.mine && last.seq === null ? last.key : null;
}
