import { t } from "../../../../i18n";
import styles from "./History.module.css";

export function HistorySkeleton() {
  return (
    <div role="status" className={styles.skeleton}>
      <span className="visually-hidden">{t("conversation.history.loading")}</span>
      {Array.from({ length: 9 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity, never reordered
        <span key={row} className={styles.bubble} aria-hidden />
      ))}
    </div>
  );
}
