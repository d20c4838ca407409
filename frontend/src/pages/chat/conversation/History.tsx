/** What was said, once there is something to show of it. */
import { CloudOff, Hand } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "../../../components/Button";
import { EmptyState } from "../../../components/EmptyState";
import { useChat, useChatList } from "../../../contexts/ChatContext";
import { readSeqOf, titleOf, unreadOf } from "../../../state/selectors";
import { buildRows } from "../rows";
import styles from "./History.module.css";
import { HistorySkeleton } from "./HistorySkeleton";
import { MessageList } from "./MessageList";
import { useOlder } from "./useOlder";

const NO_MESSAGES = [] as const;

export function History({ id }: { id: string }) {
  const me = useChat((state) => state.me);
  const title = useChat((state) => nameOf(state.conversations[id], state.me));
  // As it was when the conversation was opened: the divider stays put while one reads.
  const opened = useOpenedAt(id);
  const { first, loadFirst, older, loadOlder } = useOlder(id, opened.readSeq);
  const messages = useChat((state) => state.conversations[id]?.log.messages ?? NO_MESSAGES);
  const pending = useChatList((state) => state.pending.filter((one) => one.conversation_id === id));
  const rows = useMemo(
    () => buildRows({ messages, pending, me, unreadAfter: opened.unread ? opened.readSeq : null }),
    [messages, pending, me, opened],
  );

  if (first === "loading" && messages.length === 0) return <HistorySkeleton />;
  if (first === "failed" && messages.length === 0) {
    return (
      <div className={styles.history}>
        <EmptyState
          icon={<CloudOff />}
          title="The messages didn’t load"
          action={<Button onClick={() => void loadFirst()}>Try again</Button>}
        >
          Check your connection. Nothing is lost.
        </EmptyState>
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div className={styles.history}>
        <EmptyState icon={<Hand />} title="Say hello">
          {`This is the beginning of your conversation with ${title}.`}
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
