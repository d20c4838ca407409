import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { PasswordField } from "../../components/PasswordField";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import { useSubmit } from "../../forms/useSubmit";
import { t } from "../../i18n";
import styles from "./EntryPage.module.css";
import { checkSignUp } from "./signUpRules";

/** `invitation`: the code of the link that brought one here. */
export function SignUpForm({ invitation = null }: { invitation?: string | null }) {
  const { signUp } = useAuth();
  const { onSubmit, busy, problem, errors } = useSubmit(
    checkSignUp,
    ({ display_name = "", username = "", email = "", password = "" }) =>
      signUp({
        username: username.trim(),
        email: email.trim(),
        password,
        ...(display_name.trim() !== "" && { display_name: display_name.trim() }),
        ...(invitation !== null && { invitation }),
      }),
  );
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {problem !== null && <Notice>{problem}</Notice>}
      <TextField
        label={t("signIn.fields.name")}
        name="display_name"
        autoComplete="name"
        maxLength={64}
        error={errors.display_name}
      />
      <TextField
        label={t("signIn.fields.username")}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={32}
        hint={t("signIn.fields.usernameHint")}
        error={errors.username}
      />
      <TextField
        label={t("signIn.fields.email")}
        name="email"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        error={errors.email}
      />
      <PasswordField
        label={t("signIn.fields.password")}
        autoComplete="new-password"
        hint={t("signIn.fields.passwordHint")}
        error={errors.password}
      />
      <Button type="submit" variant="primary" wide busy={busy}>
        {t("signIn.createAccount")}
      </Button>
    </form>
  );
}
