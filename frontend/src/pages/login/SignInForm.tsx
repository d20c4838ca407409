import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import styles from "./LoginPage.module.css";
import { PasswordField } from "./PasswordField";
import { useSubmit } from "./useSubmit";

export function SignInForm() {
  const { signIn } = useAuth();
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ login = "", password = "" }) => ({
      ...(login.trim() === "" && { login: "Enter your username or e-mail address." }),
      ...(password === "" && { password: "Enter your password." }),
    }),
    ({ login = "", password = "" }) => signIn(login.trim(), password),
  );
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {problem !== null && <Notice>{problem}</Notice>}
      <TextField
        label="Username or e-mail"
        name="login"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={errors.login}
      />
      <PasswordField label="Password" autoComplete="current-password" error={errors.password} />
      <Button type="submit" variant="primary" wide busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
