import { useId } from "react";
import { unwrap } from "../../api/client";
import { Problem } from "../../api/problem";
import type { components } from "../../api/schema";
import { Button } from "../../components/Button";
import { CopyField } from "../../components/CopyField";
import { Dialog } from "../../components/Dialog";
import { Notice } from "../../components/Notice";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import { useSubmit } from "../../forms/useSubmit";
import { t } from "../../i18n";
import styles from "./settings.module.css";

interface EnrolDialogProps {
  enrolment: components["schemas"]["EnrolmentShape"];
  /** Given the recovery codes, which are shown this once. */
  onEnrolled: (codes: readonly string[]) => void;
  onClose: () => void;
}

/** The key for the app, as a picture and as letters; a code of it proves that it arrived. */
export function EnrolDialog({ enrolment, onEnrolled, onClose }: EnrolDialogProps) {
  const { api } = useAuth();
  const id = useId();
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ code = "" }) => ({ ...(code.trim() === "" && { code: t("settings.security.codeMissing") }) }),
    async ({ code = "" }) => {
      const body = { code: code.trim() };
      const made = await unwrap(api.POST("/api/auth/totp/confirm", { body })).catch(atCode);
      onEnrolled(made.recovery_codes);
    },
  );
  return (
    <Dialog
      title={t("settings.security.totp")}
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {t("settings.security.confirm")}
          </Button>
        </>
      }
    >
      <p>{t("settings.security.scan")}</p>
      <img
        className={styles.qr}
        src={`data:image/svg+xml,${encodeURIComponent(enrolment.qr_svg)}`}
        alt={t("settings.security.qr")}
      />
      <CopyField label={t("settings.security.key")} value={enrolment.secret} />
      <form id={id} className={styles.form} onSubmit={onSubmit} noValidate>
        {problem !== null && <Notice>{problem}</Notice>}
        <TextField
          label={t("settings.security.code")}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          error={errors.code}
        />
      </form>
    </Dialog>
  );
}

function atCode(error: unknown): never {
  const { code, status, message } = Problem.of(error);
  if (code === "network") throw error;
  throw new Problem(status, { code, errors: { code: [message] } });
}
