/** One row of the list, of whatever kind. */
import { memo } from "react";
import { useChat } from "../../../contexts/ChatContext";
import type { Row } from "../rows";
import { systemSentence } from "../system";
import { dayName } from "../times";
import { MessageBubble } from "./MessageBubble";
import styles from "./RowView.module.css";

export const RowView = memo(function RowView({ row, conversationId }: { row: Row; conversationId: string }) {
  switch (row.type) {
    case "day":
      return (
        <h3 className={styles.day}>
          <span>{dayName(row.at)}</span>
        </h3>
      );
    case "unread":
      return (
        <h3 className={styles.unread}>
          <span>Unread messages</span>
        </h3>
      );
    case "system":
      return <SystemRow row={row} conversationId={conversationId} />;
    case "message":
      return <MessageBubble row={row} conversationId={conversationId} />;
  }
});

function SystemRow({
  row,
  conversationId,
}: {
  row: Extract<Row, { type: "system" }>;
  conversationId: string;
}) {
  const me = useChat((state) => state.me);
  const participants = useChat((state) => state.conversations[conversationId]?.info.participants);
  return <p className={styles.system}>{systemSentence(row.entry, participants ?? [], me)}</p>;
}
