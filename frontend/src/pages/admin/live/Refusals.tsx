import { Section } from "../../../components/Page";
import { t } from "../../../i18n";
import { amount } from "../../../i18n/numbers";
import { type History, sum } from "./figures";
import styles from "./live.module.css";

/** What the servers would not take, since each started. */
export function Refusals({ servers }: { servers: readonly History[] }) {
  return (
    <Section title={t("admin.live.refused")}>
      <dl className={styles.counts}>
        {(["rate_limited", "auth_failures", "slow_readers"] as const).map((name) => (
          <div key={name} className={styles.count}>
            <dt>{t(`admin.live.refusals.${name}`)}</dt>
            <dd className={styles.figure}>{amount(sum(servers, ({ totals }) => totals[name]))}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
