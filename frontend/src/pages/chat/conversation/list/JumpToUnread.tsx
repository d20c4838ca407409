import { ArrowUp } from "lucide-react";
import { t } from "../../../../i18n";
import styles from "./JumpToUnread.module.css";

/** Up to where the unread messages begin, when that is out of sight. */
export function JumpToUnread({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className={styles.button} onClick={onClick}>
      <ArrowUp aria-hidden />
      {t("conversation.jumpToUnread")}
    </button>
  );
}
