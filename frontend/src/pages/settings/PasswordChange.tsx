import { useRef, useState } from "react";
import { unwrap } from "../../api/client";
import { Problem } from "../../api/problem";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { PasswordField } from "../../components/PasswordField";
import { useAuth } from "../../contexts/AuthContext";
import { newPasswordFault } from "../../forms/passwordRules";
import { useSubmit } from "../../forms/useSubmit";
import { t } from "../../i18n";
import styles from "./settings.module.css";

/** Changing it signs the other devices out, as the server does. */
export function PasswordChange() {
  const { api } = useAuth();
  const [changed, setChanged] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ current_password = "", new_password = "" }) => ({
      ...(current_password === "" && { current_password: t("signIn.faults.passwordMissing") }),
      ...newPasswordFault("new_password", new_password),
    }),
    async ({ current_password = "", new_password = "" }) => {
      setChanged(false);
      const body = { current_password, new_password };
      await unwrap(api.POST("/api/auth/password", { body })).catch(atCurrentPassword);
      form.current?.reset();
      setChanged(true);
    },
  );
  return (
    <Section title={t("settings.account.password")}>
      <form ref={form} className={styles.form} onSubmit={onSubmit} noValidate>
        {problem !== null && <Notice>{problem}</Notice>}
        {changed && <Notice tone="done">{t("settings.account.changed")}</Notice>}
        <PasswordField
          label={t("settings.account.current")}
          name="current_password"
          autoComplete="current-password"
          error={errors.current_password}
        />
        <PasswordField
          label={t("settings.account.new")}
          name="new_password"
          autoComplete="new-password"
          hint={t("signIn.fields.passwordHint")}
          error={errors.new_password}
        />
        <Actions>
          <Button type="submit" busy={busy}>
            {t("settings.account.change")}
          </Button>
        </Actions>
      </form>
    </Section>
  );
}

function atCurrentPassword(error: unknown): never {
  const { code, status, message } = Problem.of(error);
  if (code !== "bad_credentials") throw error;
  throw new Problem(status, { code, errors: { current_password: [message] } });
}
