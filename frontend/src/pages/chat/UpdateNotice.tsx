import { useStore } from "zustand";
import { Button } from "../../components/Button";
import { t } from "../../i18n";
import { updates } from "../../pwa/updates";
import styles from "./UpdateNotice.module.css";

/** Says that a newer version of the client is there, and changes to it when told to. */
export function UpdateNotice() {
  const apply = useStore(updates, (state) => state.apply);
  return (
    <div className={styles.place} role="status">
      {apply !== null && (
        <div className={styles.notice}>
          <span>{t("chat.update.ready")}</span>
          <Button variant="ghost" onClick={apply}>
            {t("chat.update.apply")}
          </Button>
        </div>
      )}
    </div>
  );
}
