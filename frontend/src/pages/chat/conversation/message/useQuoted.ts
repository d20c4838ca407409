/** The message that a reply answers: from what is held, else asked for by itself. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { unwrap } from "../../../../api/client";
import { useAuth } from "../../../../contexts/AuthContext";
import { useChat } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import type { Entry, Seq } from "../../../../realtime/frames";
import { shownMessages } from "../../../../state/selectors";

const FRESH_MS = 60_000;

export function useQuoted(conversationId: string, messageId: string): Entry | undefined {
  const { store } = useSession();
  const { api } = useAuth();
  const from = useChat((state) => state.conversations[conversationId]?.log.from);
  // Looked for once, and again when older messages came: then found by its place, however many follow.
  const seq = useMemo(
    () => from !== undefined && seqOf(shownMessages(store.getState(), conversationId), messageId),
    [store, conversationId, messageId, from],
  );
  const held = useChat((state) =>
    seq === false ? undefined : messageAt(shownMessages(state, conversationId), seq),
  );
  const asked = useQuery({
    queryKey: ["message", messageId],
    enabled: held === undefined,
    staleTime: FRESH_MS,
    queryFn: (): Promise<Entry> =>
      unwrap(
        api.GET("/api/conversations/{conversation_id}/messages/{message_id}", {
          params: { path: { conversation_id: conversationId, message_id: messageId } },
        }),
      ),
  });
  return held ?? asked.data;
}

function seqOf(messages: readonly Entry[], messageId: string): Seq | false {
  return messages.findLast((message) => message.message_id === messageId)?.seq ?? false;
}

/** By bisection: they stand in the order of their seqs. */
function messageAt(messages: readonly Entry[], seq: Seq): Entry | undefined {
  let [low, high] = [0, messages.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return messages[low]?.seq === seq ? messages[low] : undefined;
}
