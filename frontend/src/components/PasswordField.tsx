import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { t } from "../i18n";
import { IconButton } from "./IconButton";
import { TextField } from "./TextField";

interface PasswordFieldProps {
  label: string;
  name?: string;
  autoComplete: "current-password" | "new-password";
  error: string | undefined;
  hint?: string;
}

export function PasswordField({ label, name = "password", autoComplete, error, hint }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      label={label}
      name={name}
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
