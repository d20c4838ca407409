/** What admins, moderators and the command line did, in sentences. */
import { unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { Loaded } from "../../components/Loaded";
import { Section } from "../../components/Page";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import { momentOf } from "../../i18n/dates";
import styles from "./admin.module.css";
import { deedOf } from "./deeds";
import { MoreButton } from "./MoreButton";
import { usePages } from "./usePages";

type Deed = components["schemas"]["AuditRecordShape"];

export function AuditSection() {
  const { api } = useAuth();
  const audit = usePages(["admin", "audit"], (query, signal) =>
    unwrap(api.GET("/api/admin/audit", { params: { query }, signal })),
  );
  return (
    <Section title={t("admin.audit.title")}>
      <Loaded query={audit} rows={6}>
        {(items) => (
          <>
            {items.length === 0 && <p className={styles.small}>{t("admin.audit.none")}</p>}
            <ol className={styles.list} aria-label={t("admin.parts.audit")}>
              {items.map((record) => (
                <Row key={record.id} record={record} />
              ))}
            </ol>
            <MoreButton pages={audit} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Row({ record }: { record: Deed }) {
  return (
    <li className={styles.deed}>
      <span>{deedOf(record)}</span>
      <span className={styles.small}>
        <time dateTime={record.at}>{momentOf(record.at)}</time>
        {record.address !== "" && (
          <>
            {" "}
            · <bdi>{record.address}</bdi>
          </>
        )}
      </span>
    </li>
  );
}
