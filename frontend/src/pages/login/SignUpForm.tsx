import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import styles from "./LoginPage.module.css";
import { PasswordField } from "./PasswordField";
import { checkSignUp } from "./signUpRules";
import { useSubmit } from "./useSubmit";

export function SignUpForm() {
  const { signUp } = useAuth();
  const { onSubmit, busy, problem, errors } = useSubmit(
    checkSignUp,
    ({ display_name = "", username = "", email = "", password = "" }) =>
      signUp({
        username: username.trim(),
        email: email.trim(),
        password,
        ...(display_name.trim() !== "" && { display_name: display_name.trim() }),
      }),
  );
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {problem !== null && <Notice>{problem}</Notice>}
      <TextField
        label="Your name"
        name="display_name"
        autoComplete="name"
        maxLength={64}
        error={errors.display_name}
      />
      <TextField
        label="Username"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={32}
        hint="People find you by it or by your name. 3 to 32 letters, digits, _ . -, beginning with a letter and not ending with . or -."
        error={errors.username}
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        error={errors.email}
      />
      <PasswordField
        label="Password"
        autoComplete="new-password"
        hint="At least 8 characters."
        error={errors.password}
      />
      <Button type="submit" variant="primary" wide busy={busy}>
        Create account
      </Button>
    </form>
  );
}
