import { hueOf } from "../../../../components/face";
import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { plainLine } from "../../../../markdown/plain";
import type { Entry } from "../../../../realtime/frames";
import { knownIn } from "../../../../state/names";
import { nameOf } from "../../system";
import { useViewStore } from "../ViewContext";
import { goTo } from "../view";
import styles from "./ReplyQuote.module.css";
import { useQuoted } from "./useQuoted";

interface ReplyQuoteProps {
  conversationId: string;
  messageId: string;
}

/** The message that this one answers; a click goes there. */
export function ReplyQuote({ conversationId, messageId }: ReplyQuoteProps) {
  const view = useViewStore();
  const quoted = useQuoted(conversationId, messageId);
  if (quoted === undefined) return <p className={styles.quote}>{t("conversation.earlier")}</p>;
  return (
    <button
      type="button"
      className={styles.quote}
      data-hue={hueOf(quoted.sender_id ?? "")}
      title={t("conversation.goToQuoted")}
      onClick={() => goTo(view, quoted.seq)}
    >
      <Quoted conversationId={conversationId} message={quoted} />
    </button>
  );
}

/** The same above the composer, where there is nothing to go to. */
export function ComposedQuote({ conversationId, messageId }: ReplyQuoteProps) {
  const quoted = useQuoted(conversationId, messageId);
  return (
    <p className={styles.quote} data-hue={hueOf(quoted?.sender_id ?? "")}>
      {quoted === undefined ? (
        t("conversation.earlier")
      ) : (
        <Quoted conversationId={conversationId} message={quoted} />
      )}
    </p>
  );
}

function Quoted({ conversationId, message }: { conversationId: string; message: Entry }) {
  const sender = useChat((state) =>
    nameOf(message.sender_id, knownIn(state.conversations[conversationId]), state.me),
  );
  return (
    <>
      <span className={styles.sender}>
        <bdi>{sender}</bdi>
      </span>
      <span className={styles.text} dir="auto">
        {message.deleted_at === null ? plainLine(message.content ?? "") : t("conversation.deletedShort")}
      </span>
    </>
  );
}
