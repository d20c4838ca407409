/** What people told the moderators of, and what became of it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Flag } from "lucide-react";
import { useState } from "react";
import { unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { Select } from "../../components/Select";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import { useSubmit } from "../../forms/useSubmit";
import { t } from "../../i18n";
import { ago } from "../../i18n/dates";
import { AccountDialog } from "./accounts/AccountDialog";
import styles from "./admin.module.css";
import { MoreButton } from "./MoreButton";
import { usePages } from "./usePages";

type Report = components["schemas"]["ReportShape"];
type State = Report["state"];

const REPORTS = ["admin", "reports"];

export function ReportsSection() {
  const { api } = useAuth();
  const [state, setState] = useState<State>("open");
  const reports = usePages([...REPORTS, state], (from, signal) =>
    unwrap(api.GET("/api/admin/reports", { params: { query: { ...from, state } }, signal })),
  );
  return (
    <>
      <Select
        label={t("admin.reports.which")}
        value={state}
        options={[
          ["open", t("admin.reports.open")],
          ["closed", t("admin.reports.closed")],
        ]}
        onChange={setState}
      />
      <Loaded query={reports} rows={3}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={<Flag />} title={t("admin.reports.none")}>
              {t("admin.reports.noneText")}
            </EmptyState>
          ) : (
            <>
              {items.map((report) => (
                <ReportCard key={report.id} report={report} />
              ))}
              <MoreButton pages={reports} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

function ReportCard({ report }: { report: Report }) {
  const { user } = useAuth();
  const [looking, setLooking] = useState(false);
  const reported = report.user.display_name || t("admin.reports.gone");
  const reporter = report.reporter.display_name || t("admin.reports.gone");
  return (
    <Section title={t("admin.reports.of", { reporter, reported, when: ago(report.created_at) })}>
      {report.content !== null && (
        <blockquote className={styles.quote} dir="auto">
          {report.content}
        </blockquote>
      )}
      <p className={styles.reason} dir="auto">
        {report.reason}
      </p>
      {report.closed_by !== null && report.closed_at !== null && (
        <p className={styles.small}>
          {t("admin.reports.closedBy", { name: report.closed_by.display_name, when: ago(report.closed_at) })}
        </p>
      )}
      <Settle report={report} onLook={user?.role === "admin" ? () => setLooking(true) : null} />
      {looking && <AccountDialog id={report.user.id} onClose={() => setLooking(false)} />}
    </Section>
  );
}

/** Closes a report or opens it again, with a word about why. */
function Settle({ report, onLook }: { report: Report; onLook: (() => void) | null }) {
  const { api } = useAuth();
  const queries = useQueryClient();
  const state: State = report.state === "open" ? "closed" : "open";
  const settle = useMutation({
    mutationFn: (note: string) =>
      unwrap(
        api.PATCH("/api/admin/reports/{report_id}", {
          params: { path: { report_id: report.id } },
          body: { state, note },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: REPORTS }),
  });
  const { onSubmit, busy, problem, errors } = useSubmit(
    () => ({}),
    async ({ note = "" }) => void (await settle.mutateAsync(note.trim())),
  );
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {problem !== null && <Notice>{problem}</Notice>}
      <TextField
        label={t("admin.reports.note")}
        hint={t("admin.reports.noteHint")}
        name="note"
        maxLength={1_000}
        defaultValue={report.note ?? ""}
        error={errors.note}
      />
      <Actions>
        <Button type="submit" variant={state === "closed" ? "primary" : "secondary"} busy={busy}>
          {state === "closed" ? t("admin.reports.close") : t("admin.reports.reopen")}
        </Button>
        {onLook !== null && <Button onClick={onLook}>{t("admin.reports.look")}</Button>}
      </Actions>
    </form>
  );
}
