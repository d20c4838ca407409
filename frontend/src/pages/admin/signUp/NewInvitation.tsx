import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { unwrap } from "../../../api/client";
import { Button } from "../../../components/Button";
import { CopyField } from "../../../components/CopyField";
import { Notice } from "../../../components/Notice";
import { Actions, Section } from "../../../components/Page";
import { Select } from "../../../components/Select";
import { TextField } from "../../../components/TextField";
import { useAuth } from "../../../contexts/AuthContext";
import { useSubmit } from "../../../forms/useSubmit";
import { t } from "../../../i18n";
import { span } from "../../../i18n/numbers";
import styles from "../admin.module.css";
import { INVITATIONS } from "./Invitations";

const DAY_S = 86_400;
const DAYS = ["1", "7", "30", "90"] as const;
const MOST_USES = 1_000;

/** A link for so many people and so long, which is shown this once. */
export function NewInvitation() {
  const { api } = useAuth();
  const queries = useQueryClient();
  const [days, setDays] = useState<(typeof DAYS)[number]>("7");
  const [made, setMade] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ max_uses = "" }) => ({
      ...(!isCount(max_uses) && { max_uses: t("admin.signUp.usesWrong", { most: MOST_USES }) }),
    }),
    async ({ max_uses = "", note = "" }) => {
      const expires_at = new Date(Date.now() + Number(days) * DAY_S * 1_000).toISOString();
      const body = { max_uses: Number(max_uses), note: note.trim() || null, expires_at };
      const { url } = await unwrap(api.POST("/api/admin/invitations", { body }));
      setMade(url);
      form.current?.reset();
      await queries.invalidateQueries({ queryKey: INVITATIONS });
    },
  );
  return (
    <Section title={t("admin.signUp.new")}>
      {made !== null && (
        <>
          <Notice tone="done">{t("admin.signUp.made")}</Notice>
          <CopyField label={t("admin.signUp.link")} value={made} />
        </>
      )}
      <form ref={form} className={styles.form} onSubmit={onSubmit} noValidate>
        {problem !== null && <Notice>{problem}</Notice>}
        <TextField
          label={t("admin.signUp.uses")}
          name="max_uses"
          inputMode="numeric"
          defaultValue="10"
          error={errors.max_uses}
        />
        <Select
          label={t("admin.signUp.expires")}
          value={days}
          options={DAYS.map((each) => [each, span(Number(each) * DAY_S)] as const)}
          onChange={setDays}
        />
        <TextField
          label={t("admin.signUp.note")}
          hint={t("admin.signUp.noteHint")}
          name="note"
          maxLength={200}
          error={errors.note}
        />
        <Actions>
          <Button type="submit" variant="primary" busy={busy}>
            {t("admin.signUp.make")}
          </Button>
        </Actions>
      </form>
    </Section>
  );
}

function isCount(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_USES;
}
