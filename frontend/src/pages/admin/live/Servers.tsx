import { Section } from "../../../components/Page";
import { t } from "../../../i18n";
import { amount, took } from "../../../i18n/numbers";
import { Tag } from "../Tag";
import { type History, rate, within } from "./figures";
import styles from "./live.module.css";
import { perSecond } from "./perSecond";

const COLUMNS = ["connections", "throughput", "ack99", "redis"] as const;

/** The servers one by one, each in a row; where there is little room, its figures stand below its name, named each. */
export function Servers({ servers }: { servers: readonly History[] }) {
  return (
    <Section title={t("admin.live.servers")}>
      <div className={styles.room}>
        <table className={`${styles.table} ${styles.servers}`}>
          <caption className="visually-hidden">{t("admin.live.servers")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("admin.live.server")}</th>
              {COLUMNS.map((name) => (
                <th key={name} scope="col" className={styles.figure}>
                  {t(`admin.live.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {servers.map((history) => (
              <ServerRow key={history[0]?.server} history={history} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function ServerRow({ history }: { history: History }) {
  const latest = history.at(-1);
  if (latest === undefined) return null;
  const { seconds } = within([history], (of) => of.ack_seconds, 0.99);
  const figures = {
    connections: amount(latest.connections),
    throughput: perSecond(rate([history], ({ totals }) => totals.entries)),
    ack99: seconds === null ? t("admin.live.none") : took(seconds),
    redis: latest.bus === "up" ? t("admin.live.up") : <Tag tone="danger">{t("admin.live.down")}</Tag>,
  };
  return (
    <tr>
      <th scope="row">
        <bdi>{latest.server}</bdi>
      </th>
      {COLUMNS.map((name) => (
        <td key={name} className={styles.figure}>
          <span className={styles.label} aria-hidden>
            {t(`admin.live.${name}`)}
          </span>
          {figures[name]}
        </td>
      ))}
    </tr>
  );
}
