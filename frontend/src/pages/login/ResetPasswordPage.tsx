import { useState } from "react";
import { Link } from "react-router";
import { unwrap } from "../../api/client";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { PasswordField } from "../../components/PasswordField";
import { useAuth } from "../../contexts/AuthContext";
import { newPasswordFault } from "../../forms/passwordRules";
import { useSubmit } from "../../forms/useSubmit";
import { t } from "../../i18n";
import { EntryPage } from "./EntryPage";
import styles from "./EntryPage.module.css";
import { useLinkToken } from "./useLinkToken";

/** Where the link of the mail leads: a new password in place of the forgotten one. */
export default function ResetPasswordPage() {
  const token = useLinkToken();
  return (
    <EntryPage
      title={t("signIn.reset.title")}
      lead={t("signIn.reset.lead")}
      footer={<Link to="/login">{t("signIn.toSignIn")}</Link>}
    >
      {token === null ? <Notice>{t("signIn.link.missing")}</Notice> : <ResetForm token={token} />}
    </EntryPage>
  );
}

function ResetForm({ token }: { token: string }) {
  const { api } = useAuth();
  const [done, setDone] = useState(false);
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ new_password = "" }) => newPasswordFault("new_password", new_password),
    async ({ new_password = "" }) => {
      await unwrap(api.POST("/api/auth/password/reset", { body: { token, new_password } }));
      setDone(true);
    },
  );
  if (done) return <Notice tone="done">{t("signIn.reset.done")}</Notice>;
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {problem !== null && <Notice>{problem}</Notice>}
      <PasswordField
        label={t("settings.account.new")}
        name="new_password"
        autoComplete="new-password"
        hint={t("signIn.fields.passwordHint")}
        error={errors.new_password}
      />
      <Button type="submit" variant="primary" wide busy={busy}>
        {t("signIn.reset.send")}
      </Button>
    </form>
  );
}
