/** The excerpt that is shown in place of the live log, if one is: fetched, extended, and kept up to date. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useChat } from "../../../../contexts/ChatContext";
import { useConnection, useSession } from "../../../../contexts/SocketContext";
import type { Seq } from "../../../../realtime/frames";
import type { Loader } from "../../../../session/loader";
import type { Log } from "../../../../state/log";
import type { ChatStore } from "../../../../state/store";
import { asPage, excerptOf, touches, withChanges, withNewer, withOlder } from "./excerpt";

/** What could not be had for now is asked for again after it. */
const RETRY_MS = 3_000;

interface Held {
  log: Log;
  /** It has all changes that the live log tells of up to here. */
  upTo: Seq;
}

type Ref = RefObject<Held | null>;

export function useExcerpt(id: string) {
  const { store, loader } = useSession();
  const [excerpt, setExcerpt] = useState<Log | null>(null);
  /** The same at once, for what a page and a frame within one render make of it. */
  const held: Ref = useRef(null);
  const show = useCallback((next: Held | null) => {
    held.current = next;
    setExcerpt(next?.log ?? null);
  }, []);
  const change = useCallback(
    (of: (now: Log) => Log) => {
      if (held.current !== null) show({ ...held.current, log: of(held.current.log) });
    },
    [show],
  );
  useChanges(id, excerpt, held, show);

  const open = useCallback(
    async (seq: Seq) => {
      const upTo = endOf(store, id);
      show({ log: excerptOf(await loader.fetchPage(id, { around: seq })), upTo });
    },
    [id, loader, store, show],
  );
  const close = useCallback(() => show(null), [show]);
  const extendBack = useCallback(
    async ({ from }: Log) => {
      const page = await loader.fetchPage(id, { before: from });
      change((now) => withOlder(now, page));
    },
    [id, loader, change],
  );
  const extend = useCallback(
    async ({ to }: Log) => {
      const page = await loader.fetchPage(id, { after: to });
      change((now) => withNewer(now, page));
      const live = store.getState().conversations[id]?.log;
      if (held.current === null || live === undefined || !touches(held.current.log, live)) return;
      const now = withChanges(held.current.log, held.current.upTo, live);
      if (now === null) return;
      store.dispatch({ type: "local.page", conversation_id: id, page: asPage(now) });
      show(null);
    },
    [id, loader, store, change, show],
  );
  return { excerpt, open, close, extendBack, extend };
}

/** Takes in what changes as the live log hears of it; after an absence too long for that, all of it is fetched anew. */
function useChanges(id: string, excerpt: Log | null, held: Ref, show: (next: Held) => void): void {
  const { store, loader } = useSession();
  const live = useChat((state) => state.conversations[id]?.log);
  const connected = useConnection().socket.phase === "open";
  const [missed, setMissed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  // Before it is painted: what one changed oneself is pending until now, and would be as before for a moment.
  // biome-ignore lint/correctness/useExhaustiveDependencies: an excerpt that was fetched may already lag behind
  useLayoutEffect(() => {
    if (held.current === null || live === undefined) return;
    const { log, upTo } = held.current;
    const now = withChanges(log, upTo, live);
    if (now === null) setMissed(true);
    else if (upTo !== live.to) show({ log: now, upTo: live.to });
  }, [live, excerpt, held, show]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each connect and each attempt is a try
  useEffect(() => {
    if (!missed) return;
    let left = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    fetchAnew(id, held, loader, store).then(
      (fresh) => {
        if (left) return;
        setMissed(false);
        if (fresh !== null) show(fresh);
      },
      () => {
        if (!left) again = setTimeout(() => setAttempt(attempt + 1), RETRY_MS);
      },
    );
    return () => {
      left = true;
      clearTimeout(again);
    };
  }, [missed, id, held, loader, store, show, connected, attempt]);
}

/** All that is held of it now, page by page; null when it was closed meanwhile, or is another one. */
async function fetchAnew(id: string, held: Ref, loader: Loader, store: ChatStore): Promise<Held | null> {
  const upTo = endOf(store, id);
  if (held.current === null) return null;
  let log = excerptOf(await loader.fetchPage(id, { after: held.current.log.from - 1 }));
  for (;;) {
    const wanted = held.current?.log;
    if (wanted === undefined || wanted.from > log.to + 1 || wanted.to < log.from - 1) return null;
    const before = log;
    if (wanted.from < log.from) log = withOlder(log, await loader.fetchPage(id, { before: log.from }));
    else if (wanted.to > log.to) log = withNewer(log, await loader.fetchPage(id, { after: log.to }));
    if (log === before) return { log, upTo };
  }
}

function endOf(store: ChatStore, id: string): Seq {
  return store.getState().conversations[id]?.log.to ?? 0;
}
