/** The excerpt that is shown in place of the live log, if one is: fetched, extended, and kept up to date. */
import { useCallback, useEffect, useRef, useState } from "react";
import { unwrap } from "../../../../api/client";
import { useAuth } from "../../../../contexts/AuthContext";
import { useChatList } from "../../../../contexts/ChatContext";
import { useSession, useWebSocket } from "../../../../contexts/SocketContext";
import type { Seq } from "../../../../realtime/frames";
import type { Log, Page } from "../../../../state/log";
import { acknowledged, isMessage } from "../../../../state/pending";
import type { Pending } from "../../../../state/state";
import { asPage, excerptOf, touches, withChange, withNewer, withOlder } from "./excerpt";

const PAGE = 50;

type Place = { before: Seq } | { after: Seq } | { around: Seq };

export function useExcerpt(id: string) {
  const { store } = useSession();
  const { api } = useAuth();
  const [excerpt, setExcerpt] = useState<Log | null>(null);
  const change = useCallback((of: (held: Log) => Log) => setExcerpt((held) => held && of(held)), []);
  useChanges(id, change);

  const fetchPage = useCallback(
    (place: Place): Promise<Page> =>
      unwrap(
        api.GET("/api/conversations/{conversation_id}/messages", {
          params: { path: { conversation_id: id }, query: { ...place, limit: PAGE } },
        }),
      ),
    [api, id],
  );
  const open = useCallback(
    async (seq: Seq) => setExcerpt(excerptOf(await fetchPage({ around: seq }))),
    [fetchPage],
  );
  const close = useCallback(() => setExcerpt(null), []);
  const extendBack = useCallback(
    async (held: Log) => {
      const page = await fetchPage({ before: held.from });
      change((now) => withOlder(now, page));
    },
    [fetchPage, change],
  );
  const extend = useCallback(
    async (held: Log) => {
      const grown = withNewer(held, await fetchPage({ after: held.to }));
      const live = store.getState().conversations[id]?.log;
      if (live === undefined || !touches(grown, live)) return setExcerpt(grown);
      store.dispatch({ type: "local.page", conversation_id: id, page: asPage(grown) });
      setExcerpt(null);
    },
    [fetchPage, store, id],
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
