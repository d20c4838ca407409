/** What was said, once there is something to show of it. */
import { CloudOff, Hand } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "../../../../components/Button";
import { EmptyState } from "../../../../components/EmptyState";
import { useChat, useChatList } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { pendingMessages, readSeqOf, shownMessages, titleOf, unreadOf } from "../../../../state/selectors";
import { buildRows } from "../../rows";
import styles from "./History.module.css";
import { HistorySkeleton } from "./HistorySkeleton";
import { MessageList } from "./MessageList";
import { useOlder } from "./useOlder";

export function History({ id }: { id: string }) {
  const me = useChat((state) => state.me);
  const title = useChat((state) => nameOf(state.conversations[id], state.me));
  // As it was when the conversation was opened: the divider stays put while one reads.
  const opened = useOpenedAt(id);
  const { first, loadFirst, older, loadOlder } = useOlder(id, opened.readSeq);
  const messages = useChat((state) => shownMessages(state, id));
  const pending = useChatList((state) => pendingMessages(state, id));
  const rows = useMemo(
    () => buildRows({ messages, pending, me, unreadAfter: opened.unread ? opened.readSeq : null }).all,
    [messages, pending, me, opened],
  );

  if (first === "loading" && messages.length === 0) return <HistorySkeleton />;
  if (first === "failed" && messages.length === 0) {
    return (
      <div className={styles.history}>
        <EmptyState
          icon={<CloudOff />}
          title={t("conversation.history.failed")}
          action={<Button onClick={() => void loadFirst()}>{t("common.tryAgain")}</Button>}
        >
          {t("conversation.history.failedText")}
        </EmptyState>
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div className={styles.history}>
        <EmptyState icon={<Hand />} title={t("conversation.history.hello")}>
          {t("conversation.history.beginning", { title })}
        </EmptyState>
      </div>
    );
  }
  return <MessageList id={id} title={title} rows={rows} older={older} loadOlder={loadOlder} />;
}

function nameOf(one: Parameters<typeof titleOf>[0] | undefined, me: string): string {
  return one === undefined ? "" : titleOf(one, me);
}

function useOpenedAt(id: string): { readSeq: number; unread: boolean } {
  const readSeq = useChat((state) =>
    state.conversations[id] ? readSeqOf(state.conversations[id], state.me) : 0,
  );
  const unread = useChat((state) =>
    state.conversations[id] ? unreadOf(state.conversations[id], state.me) > 0 : false,
  );
  const [opened] = useState({ readSeq, unread });
  return opened;
}
