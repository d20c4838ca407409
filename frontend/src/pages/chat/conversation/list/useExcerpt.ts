/** The excerpt that is shown in place of the live log, if one is: fetched, extended, and kept up to date. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useChatList } from "../../../../contexts/ChatContext";
import { useSession, useWebSocket } from "../../../../contexts/SocketContext";
import type { Seq } from "../../../../realtime/frames";
import type { Log } from "../../../../state/log";
import { acknowledged, isMessage } from "../../../../state/pending";
import type { Pending } from "../../../../state/state";
import { asPage, excerptOf, touches, withChange, withNewer, withOlder } from "./excerpt";

export function useExcerpt(id: string) {
  const { store, loader } = useSession();
  const [excerpt, setExcerpt] = useState<Log | null>(null);
  /** The same at once, for what a page and a frame within one render make of it. */
  const held = useRef<Log | null>(null);
  const show = useCallback((next: Log | null) => {
    held.current = next;
    setExcerpt(next);
  }, []);
  const change = useCallback(
    (of: (now: Log) => Log) => {
      if (held.current !== null) show(of(held.current));
    },
    [show],
  );
  useChanges(id, change);

  const open = useCallback(
    async (seq: Seq) => show(excerptOf(await loader.fetchPage(id, { around: seq }))),
    [id, loader, show],
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
      if (held.current === null || live === undefined || !touches(held.current, live)) return;
      store.dispatch({ type: "local.page", conversation_id: id, page: asPage(held.current) });
      show(null);
    },
    [id, loader, store, change, show],
  );
  return { excerpt, open, close, extendBack, extend };
}

/** Changes by others come as entries; one's own as the ack alone, so what they were is remembered until then. */
function useChanges(id: string, change: (of: (held: Log) => Log) => void): void {
  const { store } = useSession();
  const own = useChatList((state) =>
    state.pending.filter((one) => one.conversation_id === id && !isMessage(one)),
  );
  const asked = useRef(new Map<string, Pending>());
  useEffect(() => {
    for (const one of own) asked.current.set(one.client_id, one);
  }, [own]);
  useWebSocket({
    entry: ({ entry }) => change((held) => withChange(held, entry)),
    entries: ({ entries }) => change((held) => entries.reduce(withChange, held)),
    ack: (ack) => {
      const one = asked.current.get(ack.client_id);
      if (one !== undefined) change((held) => withChange(held, acknowledged(one, ack, store.getState().me)));
    },
  });
}
