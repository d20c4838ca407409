/** One message: what was said, when, and how far it came if it is one's own. */
import { Avatar } from "../../../../components/Avatar";
import { hueOf } from "../../../../components/face";
import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { othersOf, tickOf } from "../../../../state/selectors";
import type { MessageRow } from "../../rows";
import { nameOf } from "../../system";
import { type TickState, Ticks } from "../../Ticks";
import { clockTime } from "../../times";
import { FailedActions } from "./FailedActions";
import styles from "./MessageBubble.module.css";
import { MessageMenu } from "./MessageMenu";
import { MessageText } from "./MessageText";
import { Reactions } from "./Reactions";
import { ReplyQuote } from "./ReplyQuote";

export function MessageBubble({ row, conversationId }: { row: MessageRow; conversationId: string }) {
  const me = useChat((state) => state.me);
  const group = useChat((state) => state.conversations[conversationId]?.info.kind === "group");
  const sender = useChat((state) =>
    nameOf(row.senderId, state.conversations[conversationId]?.info.participants ?? [], me),
  );
  const withFace = group && !row.mine;
  const time = clockTime(row.at);
  return (
    <article
      className={styles.row}
      data-mine={row.mine}
      data-first={row.first}
      data-last={row.last}
      data-face={withFace}
      aria-label={`${sender}, ${time}`}
    >
      {withFace && (
        <span className={styles.face}>
          {row.last && <Avatar name={sender} id={row.senderId ?? ""} size="sm" />}
        </span>
      )}
      <div className={styles.column}>
        <div className={styles.bubble}>
          {withFace && row.first && (
            <p className={styles.sender} data-hue={hueOf(row.senderId ?? "")}>
              {sender}
            </p>
          )}
          {row.replyTo !== null && <ReplyQuote conversationId={conversationId} messageId={row.replyTo} />}
          <p className={styles.content} dir="auto">
            <span>
              {row.deleted ? (
                <em>{t("conversation.deleted")}</em>
              ) : (
                <MessageText text={row.content ?? ""} conversationId={conversationId} />
              )}
            </span>
            <span className={styles.meta}>
              {row.edited && `${t("conversation.edited")} `}
              <time dateTime={row.at}>{time}</time>
              {row.mine && <OwnTicks row={row} conversationId={conversationId} />}
            </span>
          </p>
        </div>
        <Reactions conversationId={conversationId} reactions={row.reactions} />
        {row.failure !== null && row.clientId !== null && (
          <FailedActions clientId={row.clientId} reason={row.failure} />
        )}
      </div>
      {row.messageId !== null && !row.deleted && (
        <div className={styles.options}>
          <MessageMenu
            conversationId={conversationId}
            messageId={row.messageId}
            text={row.content ?? ""}
            mine={row.mine}
          />
        </div>
      )}
    </article>
  );
}

function OwnTicks({ row, conversationId }: { row: MessageRow; conversationId: string }) {
  const state = useChat((chat): TickState => {
    if (row.failure !== null) return "failed";
    const conversation = chat.conversations[conversationId];
    if (row.seq === null || conversation === undefined) return "pending";
    return tickOf(row.seq, othersOf(conversation, chat.me));
  });
  return <Ticks state={state} />;
}
