import { type ReactNode, useId } from "react";
import { Problem } from "../../api/problem";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { Notice } from "../../components/Notice";
import { PasswordField } from "../../components/PasswordField";
import { type Errors, useSubmit, type Values } from "../../forms/useSubmit";
import { t } from "../../i18n";
import styles from "./settings.module.css";

interface PasswordDialogProps {
  title: string;
  /** What the button does, in its own words. */
  action: string;
  tone?: "primary" | "danger";
  /** Given the form's values, `password` among them; closes the dialog by itself, or throws. */
  onConfirm: (values: Values) => Promise<void>;
  onClose: () => void;
  /** What follows from it, and fields that belong to it, made with what is wrong with them. */
  children?: (errors: Errors) => ReactNode;
}

/** Asks who is at the device before something that only its owner should do. */
export function PasswordDialog({
  title,
  action,
  tone = "primary",
  onConfirm,
  onClose,
  children,
}: PasswordDialogProps) {
  const id = useId();
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ password = "" }) => ({ ...(password === "" && { password: t("signIn.faults.passwordMissing") }) }),
    (values) => onConfirm(values).catch(atPassword),
  );
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" form={id} variant={tone} busy={busy}>
            {action}
          </Button>
        </>
      }
    >
      <form id={id} className={styles.form} onSubmit={onSubmit} noValidate>
        {problem !== null && <Notice>{problem}</Notice>}
        {children?.(errors)}
        <PasswordField
          label={t("settings.confirm.password")}
          hint={t("settings.confirm.why")}
          autoComplete="current-password"
          error={errors.password}
        />
      </form>
    </Dialog>
  );
}

function atPassword(error: unknown): never {
  const { code, status, message } = Problem.of(error);
  if (code !== "bad_credentials") throw error;
  throw new Problem(status, { code, errors: { password: [message] } });
}
