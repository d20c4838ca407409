import { useSession } from "../../../../contexts/SocketContext";
import type { MessageRow } from "../../rows";

/** Sets a reaction of one's own, or takes it back. */
export function useReact(conversationId: string, row: MessageRow): (emoji: string) => void {
  const { outbox, store } = useSession();
  return (emoji) => {
    if (row.messageId === null) return;
    const mine = row.reactions[emoji]?.includes(store.getState().me) ?? false;
    outbox.setReaction(conversationId, row.messageId, emoji, !mine);
  };
}
