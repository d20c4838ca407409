import { ChevronDown } from "lucide-react";
import { Badge } from "../../../../components/Badge";
import { t } from "../../../../i18n";
import styles from "./JumpToLatest.module.css";

/** Back to the newest message, with a count of those not seen yet. */
export function JumpToLatest({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={t("conversation.jump")}
      title={t("conversation.jump")}
      onClick={onClick}
    >
      <ChevronDown aria-hidden />
      {count > 0 && (
        <span className={styles.count}>
          <Badge count={count} label={t("conversation.unreadCount", { count })} />
        </span>
      )}
    </button>
  );
}
