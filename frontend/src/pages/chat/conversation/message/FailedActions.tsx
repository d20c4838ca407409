import { Button } from "../../../../components/Button";
import { useChatList } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import { t } from "../../../../i18n";
import { pendingChanges } from "../../../../state/selectors";
import type { PendingChange } from "../../../../state/state";
import styles from "./FailedActions.module.css";

/** What can be done about a message that the server refused. */
export function FailedActions({ clientId, reason }: { clientId: string; reason: string }) {
  const { outbox } = useSession();
  return (
    <div className={styles.failed} role="alert">
      <span>{t("conversation.failed.reason", { reason })}</span>
      <Button variant="ghost" onClick={() => outbox.retry(clientId)}>
        {t("conversation.failed.retry")}
      </Button>
      <Button variant="danger" onClick={() => outbox.discard(clientId)}>
        {t("conversation.failed.delete")}
      </Button>
    </div>
  );
}

/** What can be done about edits, deletions and reactions that it refused: the message shows as it was before. */
export function FailedChanges({ messageId }: { messageId: string }) {
  const failed = useChatList((state) =>
    state.pending.length === 0 ? [] : pendingChanges(state, messageId).filter((one) => one.failure !== null),
  );
  return failed.map((one) => <FailedChange key={one.client_id} change={one} />);
}

function FailedChange({ change }: { change: PendingChange }) {
  const { outbox } = useSession();
  return (
    <div className={styles.failed} role="alert">
      <span>{sentenceOf(change)}</span>
      <Button variant="ghost" onClick={() => outbox.retry(change.client_id)}>
        {t("conversation.failed.retry")}
      </Button>
      <Button variant="ghost" onClick={() => outbox.discard(change.client_id)}>
        {t("conversation.failed.dismiss")}
      </Button>
    </div>
  );
}

function sentenceOf({ type, failure }: PendingChange): string {
  const reason = failure ?? "";
  switch (type) {
    case "message.edit":
      return t("conversation.failed.edit", { reason });
    case "message.delete":
      return t("conversation.failed.deletion", { reason });
    case "reaction.set":
      return t("conversation.failed.reaction", { reason });
  }
}
