import { Problem } from "../../api/problem";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { PasswordField } from "../../components/PasswordField";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import { useSubmit } from "../../forms/useSubmit";
import { t } from "../../i18n";
import styles from "./LoginPage.module.css";

export function SignInForm() {
  const { signIn } = useAuth();
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ login = "", password = "" }) => ({
      ...(login.trim() === "" && { login: t("signIn.faults.loginMissing") }),
      ...(password === "" && { password: t("signIn.faults.passwordMissing") }),
    }),
    ({ login = "", password = "" }) => signIn(login.trim(), password).catch(atPassword),
  );
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {problem !== null && <Notice>{problem}</Notice>}
      <TextField
        label={t("signIn.fields.login")}
        name="login"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={errors.login}
      />
      <PasswordField
        label={t("signIn.fields.password")}
        autoComplete="current-password"
        error={errors.password}
      />
      <Button type="submit" variant="primary" wide busy={busy}>
        {t("signIn.signIn")}
      </Button>
    </form>
  );
}

/** Said at the password, which is what one mostly mistypes; which of the two was wrong is not told. */
function atPassword(error: unknown): never {
  const { code, status } = Problem.of(error);
  if (code !== "bad_credentials") throw error;
  throw new Problem(status, { code, errors: { password: [t("signIn.faults.wrong")] } });
}
