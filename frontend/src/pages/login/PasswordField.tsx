import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../components/IconButton";
import { TextField } from "../../components/TextField";
import { t } from "../../i18n";

interface PasswordFieldProps {
  label: string;
  autoComplete: "current-password" | "new-password";
  error: string | undefined;
  hint?: string;
}

export function PasswordField({ label, autoComplete, error, hint }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      label={label}
      name="password"
      type={shown ? "text" : "password"}
      autoComplete={autoComplete}
      error={error}
      {...(hint !== undefined && { hint })}
      trailing={
        <IconButton
          label={shown ? t("signIn.fields.passwordHide") : t("signIn.fields.passwordShow")}
          icon={shown ? <EyeOff /> : <Eye />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
