import { Section } from "../../../components/Page";
import { t } from "../../../i18n";
import { clock } from "../../../i18n/dates";
import { amount, took } from "../../../i18n/numbers";
import type { Figures } from "./figures";
import styles from "./live.module.css";

/** The writes of the log that took longest lately, on whichever server, beside how long the slowest took. */
export function SlowestCommits({ commits }: { commits: Figures["slowest_commits"] }) {
  const most = commits[0]?.seconds ?? 0;
  return (
    <Section title={t("admin.live.slowest")}>
      {commits.length === 0 ? (
        <p className={styles.note}>{t("admin.live.noSlowest")}</p>
      ) : (
        <table className={styles.table}>
          <caption className="visually-hidden">{t("admin.live.slowest")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("admin.live.when")}</th>
              <th scope="col">{t("admin.live.took")}</th>
              <th scope="col" className={styles.figure}>
                {t("admin.live.entries")}
              </th>
            </tr>
          </thead>
          <tbody>
            {commits.map(({ at, seconds, entries }) => (
              <tr key={`${at} ${seconds}`}>
                <td>{clock(at)}</td>
                <td className={styles.took}>
                  <span className={styles.seconds}>{took(seconds)}</span>
                  <svg
                    className={`${styles.bar} turns`}
                    viewBox="0 0 100 6"
                    preserveAspectRatio="none"
                    aria-hidden
                  >
                    <rect width={(seconds / most) * 100} height={6} rx={1} />
                  </svg>
                </td>
                <td className={styles.figure}>{amount(entries)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
