/** How far a message of one's own came with each of the others. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Avatar } from "../../../../components/Avatar";
import { Dialog } from "../../../../components/Dialog";
import { useChat } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import { t } from "../../../../i18n";
import type { Participant } from "../../../../realtime/frames";
import { shownName } from "../../../../state/names";
import type { MessageRow } from "../../rows";
import styles from "./ReadersDialog.module.css";
import { readersOf } from "./readers";

interface ReadersDialogProps {
  conversationId: string;
  row: MessageRow;
  onClose: () => void;
}

const NOBODY: readonly Participant[] = [];

export function ReadersDialog({ conversationId, row, onClose }: ReadersDialogProps) {
  const { loader } = useSession();
  const me = useChat((state) => state.me);
  const participants = useChat((state) => state.conversations[conversationId]?.info.participants ?? NOBODY);
  // In large groups receipts go to their reader alone: the conversation itself knows.
  useQuery({
    queryKey: ["readers", conversationId],
    queryFn: () => loader.loadConversation(conversationId).then(() => true),
    gcTime: 0,
  });
  const { read, delivered, waiting } = useMemo(
    () => readersOf(participants, me, row.seq ?? 0),
    [participants, me, row.seq],
  );
  return (
    <Dialog title={t("conversation.readers.title")} onClose={onClose}>
      <People label={t("conversation.readers.read", { count: read.length })} people={read} />
      <People label={t("conversation.readers.delivered", { count: delivered.length })} people={delivered} />
      <People label={t("conversation.readers.waiting", { count: waiting.length })} people={waiting} />
    </Dialog>
  );
}

function People({ label, people }: { label: string; people: readonly Participant[] }) {
  if (people.length === 0) return null;
  return (
    <section className={styles.section} aria-label={label}>
      <h3 className={styles.title}>{label}</h3>
      <ul>
        {people.map(({ user }) => (
          <li key={user.id} className={styles.person}>
            <Avatar name={shownName(user)} id={user.id} src={user.avatar_url} size="sm" />
            <span dir="auto">{shownName(user)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
