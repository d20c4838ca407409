import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { othersOf, pendingChanges, tickOf } from "../../../../state/selectors";
import type { MessageRow } from "../../rows";
import { type TickState, Ticks } from "../../Ticks";
import styles from "./MessageBubble.module.css";

/** When it was said, whether it was changed, and of one's own how far it came. */
export function MessageMeta({
  row,
  conversationId,
  time,
}: {
  row: MessageRow;
  conversationId: string;
  time: string;
}) {
  return (
    <span className={styles.meta}>
      {row.edited && !row.deleted && <span>{t("conversation.edited")}</span>}
      <time dateTime={row.at}>{time}</time>
      {row.mine && !row.deleted && <OwnTicks row={row} conversationId={conversationId} />}
    </span>
  );
}

function OwnTicks({ row, conversationId }: { row: MessageRow; conversationId: string }) {
  const state = useChat((chat): TickState => {
    if (row.failure !== null) return "failed";
    const conversation = chat.conversations[conversationId];
    if (row.seq === null || conversation === undefined || isChanging(chat, row.messageId)) return "pending";
    return tickOf(row.seq, othersOf(conversation, chat.me));
  });
  return <Ticks state={state} />;
}

/** An edit of it is on its way. */
function isChanging(chat: Parameters<typeof pendingChanges>[0], messageId: string | null): boolean {
  if (messageId === null || chat.pending.length === 0) return false;
  return pendingChanges(chat, messageId).some((one) => one.type === "message.edit" && one.failure === null);
}
