/**
 * The part of the log that the list shows: mostly the end that the state holds, and an excerpt when something far back
 * is looked for. Brings in enough to begin with, then a page at a time, either way.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import { useChat } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import type { Seq } from "../../../../realtime/frames";
import { holdsStart, type Log } from "../../../../state/log";
import { withChanges } from "../../../../state/pending";
import { shownMessages } from "../../../../state/selectors";
import type { ChatStore } from "../../../../state/store";
import { holds } from "./excerpt";
import { useExcerpt } from "./useExcerpt";

/** A screen's worth. A page can hold fewer: what changed a message takes a place in the log, and none on screen. */
const ENOUGH = 30;
/** What lies closer to the part that is held is reached by paging; what lies further is shown by itself. */
const NEAR = 150;

type LoadState = "idle" | "loading" | "failed";

/** `wanted` is a place that has to be there from the beginning: what a link names, or the first unread message. */
export function useLog(id: string, wanted: Seq | null) {
  const { loader, store } = useSession();
  const { excerpt, open, close, extendBack, extend } = useExcerpt(id);
  const [first, setFirst] = useState<LoadState>("loading");
  const [older, setOlder] = useState<LoadState>("idle");
  /** Counts how often another part was taken up: the list is placed anew then. */
  const [part, setPart] = useState(0);
  const growing = useRef(false);

  const pageBackTo = useCallback(
    async (seq: Seq | null) => {
      while (wantsMore(logOf(store, id), seq)) {
        const from = logOf(store, id)?.from;
        await loader.loadOlder(id);
        if (logOf(store, id)?.from === from) throw new Error("the server had nothing before what is held");
      }
    },
    [id, loader, store],
  );

  /** Sees to it that the part shown holds `seq`. */
  const reach = useCallback(
    async (seq: Seq) => {
      const live = logOf(store, id);
      if (live === undefined || holds(excerpt ?? live, seq)) return;
      if (isFar(live, seq)) await open(seq);
      else {
        await pageBackTo(seq);
        if (excerpt === null) return;
        close();
      }
      setPart((count) => count + 1);
    },
    [id, store, excerpt, open, close, pageBackTo],
  );

  const loadFirst = useCallback(async () => {
    setFirst("loading");
    try {
      const live = logOf(store, id);
      if (wanted !== null && live !== undefined && isFar(live, wanted)) await open(wanted);
      else await pageBackTo(wanted);
      setFirst("idle");
    } catch {
      setFirst("failed");
    }
  }, [id, wanted, store, open, pageBackTo]);

  const grow = useCallback(async (by: () => Promise<void>) => {
    if (growing.current) return;
    growing.current = true;
    setOlder("loading");
    try {
      await by();
      setOlder("idle");
    } catch {
      setOlder("failed");
    } finally {
      growing.current = false;
    }
  }, []);
  const loadOlder = useCallback(async () => {
    const log = excerpt ?? logOf(store, id);
    if (log === undefined || holdsStart(log)) return;
    await grow(() => (excerpt === null ? loader.loadOlder(id) : extendBack(excerpt)));
  }, [id, loader, store, excerpt, extendBack, grow]);
  const loadNewer = useCallback(async () => {
    if (excerpt !== null) await grow(() => extend(excerpt));
  }, [excerpt, extend, grow]);
  const showEnd = useCallback(() => {
    if (excerpt === null) return;
    close();
    setPart((count) => count + 1);
  }, [excerpt, close]);

  useEffect(() => void loadFirst(), [loadFirst]);
  // Let go after a long absence: what was held was too old to go on from.
  const emptied = useChat(() => first === "idle" && isUnknown(logOf(store, id)));
  useEffect(() => {
    if (emptied) void loadFirst();
  }, [emptied, loadFirst]);
  const shown = useShown(id, excerpt);
  return {
    ...shown,
    /** There is something to begin with, and what was wanted is part of it. */
    begins: shown.messages.length > 0 && (wanted === null || shown.from <= wanted),
    live: excerpt === null,
    part,
    first: emptied ? ("loading" as const) : first,
    loadFirst,
    older,
    loadOlder,
    loadNewer,
    reach,
    showEnd,
  };
}

/** With one's own changes, which may still wait to be sent. */
function useShown(id: string, excerpt: Log | null) {
  const messages = useChat((state) => shownMessages(state, id));
  const from = useChat((state) => state.conversations[id]?.log.from ?? 1);
  const pending = useChat((state) => state.pending);
  const me = useChat((state) => state.me);
  if (excerpt === null) return { messages, from };
  return { messages: withChanges(excerpt.messages, pending, id, me), from: excerpt.from };
}

/** Whether there are messages, none of which is held. */
function isUnknown(log: Log | undefined): boolean {
  return log !== undefined && log.messages.length === 0 && !holdsStart(log);
}

function isFar(log: Log, seq: Seq): boolean {
  return seq < log.from - NEAR;
}

function wantsMore(log: Log | undefined, wanted: Seq | null): boolean {
  if (log === undefined || holdsStart(log)) return false;
  return log.messages.length < ENOUGH || (wanted !== null && log.from > wanted);
}

function logOf(store: ChatStore, id: string): Log | undefined {
  return store.getState().conversations[id]?.log;
}
