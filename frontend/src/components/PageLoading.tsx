import { t } from "../i18n";
import styles from "./PageLoading.module.css";
import { Spinner } from "./Spinner";

/** A whole page on its way. Invisible for the first moment, so that a fast load doesn't flicker. */
export function PageLoading() {
  return (
    <div className={styles.page} role="status">
      <Spinner />
      <span className="visually-hidden">{t("common.loading")}</span>
    </div>
  );
}
