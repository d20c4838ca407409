import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { passkeysWork } from "../../api/passkeys";
import { Problem } from "../../api/problem";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { PasswordField } from "../../components/PasswordField";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import { useSubmit } from "../../forms/useSubmit";
import { t } from "../../i18n";
import styles from "./EntryPage.module.css";
import { usePasskeySignIn } from "./usePasskeySignIn";

/** Username and password, then a code where the account asks for one; or a passkey in place of all that. */
export function SignInForm() {
  const { signIn } = useAuth();
  const [wantsCode, setWantsCode] = useState(false);
  const passkey = usePasskeySignIn();
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ login = "", password = "", code }) => ({
      ...(login.trim() === "" && { login: t("signIn.faults.loginMissing") }),
      ...(password === "" && { password: t("signIn.faults.passwordMissing") }),
      ...(code?.trim() === "" && { code: t("signIn.code.missing") }),
    }),
    async ({ login = "", password = "", code }) => {
      try {
        await signIn({ login: login.trim(), password, ...(code !== undefined && { code: code.trim() }) });
      } catch (error) {
        if (Problem.of(error).code !== "second_factor_required") throw atItsField(error);
        setWantsCode(true);
      }
    },
  );
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {(problem ?? passkey.problem) !== null && <Notice>{problem ?? passkey.problem}</Notice>}
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
      <p className={styles.beside}>
        <Link to="/forgot-password">{t("signIn.forgot.link")}</Link>
      </p>
      {wantsCode && (
        <TextField
          label={t("signIn.code.label")}
          hint={t("signIn.code.hint")}
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          error={errors.code}
        />
      )}
      <Button type="submit" variant="primary" wide busy={busy}>
        {t("signIn.signIn")}
      </Button>
      {passkeysWork() && (
        <Button wide busy={passkey.busy} onClick={passkey.start}>
          <KeyRound aria-hidden />
          {t("signIn.passkey.button")}
        </Button>
      )}
    </form>
  );
}

/** Said at the password, which is what one mostly mistypes; which of the two was wrong is not told. A wrong code is. */
function atItsField(error: unknown): unknown {
  const { code, status, fields } = Problem.of(error);
  if (code !== "bad_credentials") return error;
  const errors =
    fields.code === undefined ? { password: t("signIn.faults.wrong") } : { code: t("signIn.code.wrong") };
  return new Problem(status, {
    code,
    errors: Object.fromEntries(Object.entries(errors).map(([at, said]) => [at, [said]])),
  });
}
