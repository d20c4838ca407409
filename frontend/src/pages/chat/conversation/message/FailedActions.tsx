import { Button } from "../../../../components/Button";
import { useSession } from "../../../../contexts/SocketContext";
import { t } from "../../../../i18n";
import styles from "./MessageBubble.module.css";

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
