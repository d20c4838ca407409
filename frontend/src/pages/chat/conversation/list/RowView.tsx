/** One row of the list, of whatever kind. */
import { memo } from "react";
import { shallow } from "zustand/shallow";
import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { knownIn } from "../../../../state/names";
import type { Row } from "../../rows";
import { systemSentence } from "../../system";
import { dayName } from "../../times";
import { MessageBubble } from "../message/MessageBubble";
import { useMeet } from "../useMeet";
import styles from "./RowView.module.css";

interface RowViewProps {
  row: Row;
  conversationId: string;
  /** Whether Tab comes to this one of all rows. */
  reachable: boolean;
}

/** Rows are built anew with each message; those that say the same as before are not rendered again. */
function sameRow(before: RowViewProps, after: RowViewProps): boolean {
  return (
    before.conversationId === after.conversationId &&
    before.reachable === after.reachable &&
    shallow(before.row, after.row)
  );
}

export const RowView = memo(function RowView({ row, conversationId, reachable }: RowViewProps) {
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
          <span>{t("conversation.unreadDivider")}</span>
        </h3>
      );
    case "system":
      return <SystemRow row={row} conversationId={conversationId} />;
    case "message":
      return <MessageBubble row={row} conversationId={conversationId} reachable={reachable} />;
  }
}, sameRow);

function SystemRow({
  row,
  conversationId,
}: {
  row: Extract<Row, { type: "system" }>;
  conversationId: string;
}) {
  const me = useChat((state) => state.me);
  const known = useChat((state) => knownIn(state.conversations[conversationId]));
  useMeet(conversationId, [row.entry.sender_id, ...(row.entry.data?.user_ids ?? [])]);
  return <p className={styles.system}>{systemSentence(row.entry, known, me)}</p>;
}
