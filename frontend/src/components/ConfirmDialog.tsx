import type { ReactNode } from "react";
import { t } from "../i18n";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Notice } from "./Notice";

interface ConfirmDialogProps {
  title: string;
  /** What follows from it. */
  children: ReactNode;
  /** What the button does, in its own words. */
  action: string;
  busy: boolean;
  problem: string | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once more before something that others notice, or that can't be taken back. */
export function ConfirmDialog({
  title,
  children,
  action,
  busy,
  problem,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button variant="danger" busy={busy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {problem !== null && <Notice>{problem}</Notice>}
      {children}
    </Dialog>
  );
}
