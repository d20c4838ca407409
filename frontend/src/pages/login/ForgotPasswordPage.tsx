import { useState } from "react";
import { Link } from "react-router";
import { unwrap } from "../../api/client";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import { useSubmit } from "../../forms/useSubmit";
import { t } from "../../i18n";
import { EntryPage } from "./EntryPage";
import styles from "./EntryPage.module.css";

/** Asks for the address; whether anybody has it is not told. */
export default function ForgotPasswordPage() {
  const { api } = useAuth();
  const [sent, setSent] = useState(false);
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ email = "" }) => ({ ...(!/^\S+@\S+$/.test(email.trim()) && { email: t("signIn.faults.email") }) }),
    async ({ email = "" }) => {
      await unwrap(api.POST("/api/auth/password/forgot", { body: { email: email.trim() } }));
      setSent(true);
    },
  );
  return (
    <EntryPage
      title={t("signIn.forgot.title")}
      lead={t("signIn.forgot.lead")}
      footer={<Link to="/login">{t("signIn.toSignIn")}</Link>}
    >
      {sent ? (
        <Notice tone="done">{t("signIn.forgot.sent")}</Notice>
      ) : (
        <form className={styles.form} onSubmit={onSubmit} noValidate>
          {problem !== null && <Notice>{problem}</Notice>}
          <TextField
            label={t("signIn.fields.email")}
            name="email"
            type="email"
            autoComplete="email"
            autoCapitalize="none"
            error={errors.email}
          />
          <Button type="submit" variant="primary" wide busy={busy}>
            {t("signIn.forgot.send")}
          </Button>
        </form>
      )}
    </EntryPage>
  );
}
