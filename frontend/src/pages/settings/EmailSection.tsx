import { useState } from "react";
import { unwrap } from "../../api/client";
import { Problem } from "../../api/problem";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import { PasswordDialog } from "./PasswordDialog";

/** The address: whether it is confirmed, and another one in its place, which counts once its mail was answered. */
export function EmailSection() {
  const { api, user } = useAuth();
  const [changing, setChanging] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (user === null) return null;
  const sendAgain = () => {
    setProblem(null);
    unwrap(api.POST("/api/auth/email/verification"))
      .then(() => setSentTo(user.email))
      .catch((error: unknown) => setProblem(Problem.of(error).message));
  };
  return (
    <Section title={t("settings.account.email")}>
      <p>
        {user.email_verified
          ? t("settings.account.verified", { email: user.email })
          : t("settings.account.unverified", { email: user.email })}
      </p>
      {problem !== null && <Notice>{problem}</Notice>}
      {sentTo !== null && <Notice tone="done">{t("settings.account.sent", { email: sentTo })}</Notice>}
      <Actions>
        {!user.email_verified && <Button onClick={sendAgain}>{t("settings.account.sendAgain")}</Button>}
        <Button onClick={() => setChanging(true)}>{t("settings.account.changeEmail")}</Button>
      </Actions>
      {changing && (
        <PasswordDialog
          title={t("settings.account.changeEmail")}
          action={t("settings.account.changeEmail")}
          onClose={() => setChanging(false)}
          onConfirm={async ({ email = "", password = "" }) => {
            await unwrap(api.POST("/api/users/me/email", { body: { email: email.trim(), password } }));
            setSentTo(email.trim());
            setChanging(false);
          }}
        >
          {(errors) => (
            <TextField
              label={t("settings.account.newEmail")}
              name="email"
              type="email"
              autoComplete="email"
              autoCapitalize="none"
              error={errors.email}
            />
          )}
        </PasswordDialog>
      )}
    </Section>
  );
}
