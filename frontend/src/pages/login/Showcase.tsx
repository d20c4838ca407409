import { t } from "../../i18n";
import styles from "./Showcase.module.css";

/** A glimpse of a conversation beside the form. Decoration: hidden from assistive technology, and on small screens. */
export function Showcase() {
  return (
    <aside className={styles.showcase} aria-hidden>
      <div className={styles.stage}>
        <p className={styles.theirs}>{t("signIn.showcase.first")}</p>
        <p className={styles.mine}>{t("signIn.showcase.second")}</p>
        <p className={styles.theirs}>{t("signIn.showcase.third")}</p>
        <p className={styles.mine}>{t("signIn.showcase.fourth")}</p>
      </div>
      <p className={styles.words}>{t("signIn.showcase.words")}</p>
      <p className={styles.small}>{t("signIn.showcase.small")}</p>
    </aside>
  );
}
