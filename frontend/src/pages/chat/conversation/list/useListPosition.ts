/**
 * Where the list stands. It begins at its goal, follows the end while it is there, holds still while one reads back, and
 * asks for more before one gets to an edge.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import { createStore, type StoreApi } from "zustand/vanilla";
import { useSession } from "../../../../contexts/SocketContext";
import type { Row } from "../../rows";
import { useViewStore } from "../ViewContext";
import type { Goal } from "../view";
import type { useLog } from "./useLog";
import { useReadWhatIsSeen } from "./useReadWhatIsSeen";

/** Rounding, and the padding below the last row. */
const END_SLACK_PX = 48;
/** Early enough that the next page is there before its place is reached. */
const LOAD_WITHIN_PX = 1_200;
/** What is above the first unread message stays in view, to read on from. */
const CONTEXT_PX = 56;
const FLASH_MS = 1_800;
/** So long a jump may take: what it comes by has to be measured first. */
const TRAVEL_MS = 600;

/** The index of the row at the upper edge of the list. */
export type Top = StoreApi<number>;

interface ListPositionOf {
  id: string;
  rows: readonly Row[];
  log: Pick<ReturnType<typeof useLog>, "live" | "loadOlder" | "loadNewer">;
  goal: Goal;
}

export function useListPosition({ id, rows, log: { live, loadOlder, loadNewer }, goal }: ListPositionOf) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const placed = useRef(false);
  const following = useRef(true);
  const height = useRef(0);
  const travelling = useTravel();
  const [atEnd, setAtEnd] = useState(true);
  // Not a state of the list's own: at each step of a scroll only those render that show where one is.
  const [top] = useState<Top>(() => createStore(() => 0));
  const shift = useShift(rows);
  const { trimmer } = useSession();
  // What one reads back through stays; at the end, what is far above may go.
  useEffect(() => (atEnd ? undefined : trimmer.hold(id)), [atEnd, id, trimmer]);
  const light = useFlash();
  const lastInView = useCallback(() => {
    const element = scroller.current;
    if (element === null || !placed.current) return -1;
    // A list that doesn't fill its frame hangs at the bottom: all of it is in view, whatever the offsets say.
    return isAtEnd(element) ? rows.length - 1 : (list.current?.findItemIndex(bottomOf(element)) ?? -1);
  }, [rows.length]);
  const readSeen = useReadWhatIsSeen(id, rows, lastInView);

  /** Repeated while the rows that it comes by are measured and grow, until the reader turns back: see `onResize`. */
  const toEnd = useCallback(() => {
    const element = scroller.current;
    following.current = live;
    // Of the list's own jumps only another one ends the first.
    if (travelling.underWay()) list.current?.scrollToIndex(rows.length - 1, { align: "end" });
    travelling.stop();
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [live, rows.length, travelling]);
  const stand = useCallback(
    ({ to, flash }: Goal) => {
      const index = indexOf(rows, to);
      if (index < 0) return toEnd();
      following.current = false;
      travelling.begin();
      const align = typeof to === "number" ? "center" : "start";
      list.current?.scrollToIndex(index, { align, ...(align === "start" && { offset: -CONTEXT_PX }) });
      const row = rows[index];
      if (flash && row !== undefined) light(row.key);
    },
    [rows, toEnd, light, travelling],
  );

  /** Asked before the list moves by itself: the event of a scroll may still be on its way. */
  const follows = useCallback(() => {
    const element = scroller.current;
    if (element === null) return following.current;
    // What grew since leaves one above the end of now, but not above the end of before.
    following.current &&= isAtEnd(element) || bottomOf(element) >= height.current - END_SLACK_PX;
    return following.current;
  }, []);

  const settle = useCallback(() => {
    const element = scroller.current;
    if (element === null || !placed.current) return;
    height.current = element.scrollHeight;
    const end = isAtEnd(element);
    // On its way from the end to somewhere else it is still at the end for a moment, and must not stay there.
    following.current = live && end && !travelling.underWay();
    setAtEnd(live && end);
    top.setState(list.current?.findItemIndex(element.scrollTop) ?? 0);
    readSeen();
    if (element.scrollTop < LOAD_WITHIN_PX) void loadOlder();
    if (!live && bottomOf(element) > element.scrollHeight - LOAD_WITHIN_PX) void loadNewer();
  }, [live, loadOlder, loadNewer, readSeen, top, travelling]);

  const stoodAt = useRef<Goal | null>(null);
  useLayoutEffect(() => {
    if (stoodAt.current === goal && placed.current) return;
    stoodAt.current = goal;
    stand(goal);
    if (placed.current) return;
    // A list that another one made place for has the focus that was in it.
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
    // Sizes are known after the first paint: only then does the position mean something.
    const frame = requestAnimationFrame(() => {
      placed.current = true;
      settle();
    });
    return () => cancelAnimationFrame(frame);
  });

  useEffect(() => {
    travelling.onArrival(settle);
  }, [travelling, settle]);

  const lastKey = rows.at(-1)?.key;
  const lastIsNewOfMine = useNewOwnRow(rows);
  useLayoutEffect(() => {
    if (lastKey === undefined || !placed.current) return;
    if (follows() || lastIsNewOfMine) toEnd();
  }, [lastKey, lastIsNewOfMine, toEnd, follows]);
  useEffect(readSeen);

  const onResize = useCallback(() => {
    if (follows()) toEnd();
    settle();
  }, [follows, toEnd, settle]);
  return { scroller, list, shift, atEnd, top, onScroll: settle, onResize };
}

/** The row of that message, or the next one that is shown: what changed a message has a seq and no row. */
function indexOf(rows: readonly Row[], to: Goal["to"]): number {
  if (to === "latest") return -1;
  if (to === "unread") return rows.findIndex((row) => row.type === "unread");
  return rows.findIndex((row) => "seq" in row && row.seq !== null && row.seq >= to);
}

function isAtEnd(element: HTMLElement): boolean {
  return bottomOf(element) >= element.scrollHeight - END_SLACK_PX;
}

function bottomOf(element: HTMLElement): number {
  return element.scrollTop + element.clientHeight;
}

/** Knows whether a jump to somewhere in the list is under way, and calls when it is over. */
function useTravel() {
  const [travel] = useState(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let arrived = () => {};
    return {
      begin() {
        clearTimeout(timer);
        timer = setTimeout(() => {
          timer = undefined;
          arrived();
        }, TRAVEL_MS);
      },
      underWay: () => timer !== undefined,
      onArrival(listener: () => void) {
        arrived = listener;
      },
      stop() {
        clearTimeout(timer);
        timer = undefined;
      },
    };
  });
  useEffect(() => travel.stop, [travel]);
  return travel;
}

/** Shows a row for a moment, and puts the keyboard there. */
function useFlash(): (key: string) => void {
  const view = useViewStore();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (key) => {
      clearTimeout(timer.current);
      view.setState({ flashed: key, active: key, focus: key });
      timer.current = setTimeout(() => view.setState({ flashed: null }), FLASH_MS);
    },
    [view],
  );
}

/** True in the render in which rows came or went in front and none behind: virtua then keeps its place from the end. */
function useShift(rows: readonly Row[]): boolean {
  const before = useRef(rows);
  const changed = rows.length !== before.current.length;
  const sameEnd = rows.at(-1)?.key === before.current.at(-1)?.key;
  useLayoutEffect(() => {
    before.current = rows;
  });
  return changed && sameEnd;
}

/** The key of the last row, when it is a message that was just sent from here. */
function useNewOwnRow(rows: readonly Row[]): string | null {
  const last = rows.at(-1);
  return last?.type === "message" && last.mine && last.seq === null ? last.key : null;
}
