import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { nameOf } from "../../system";
import styles from "./ReplyQuote.module.css";

/** The message that this one answers, as far as it is held here. */
export function ReplyQuote({ conversationId, messageId }: { conversationId: string; messageId: string }) {
  const quoted = useChat((state) =>
    state.conversations[conversationId]?.log.messages.find((message) => message.message_id === messageId),
  );
  const sender = useChat((state) =>
    nameOf(quoted?.sender_id ?? null, state.conversations[conversationId]?.info.participants ?? [], state.me),
  );
  if (quoted === undefined) return <p className={styles.quote}>{t("conversation.earlier")}</p>;
  return (
    <blockquote className={styles.quote}>
      <span className={styles.sender}>{sender}</span>
      <span className={styles.text}>
        {quoted.deleted_at === null ? quoted.content : t("conversation.deletedShort")}
      </span>
    </blockquote>
  );
}
