import { useId, useRef, useState } from "react";
import { unwrap } from "../../../api/client";
import { Problem } from "../../../api/problem";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { Notice } from "../../../components/Notice";
import { useAuth } from "../../../contexts/AuthContext";
import { t } from "../../../i18n";
import styles from "./people.module.css";

interface ReportDialogProps {
  /** Of the person, or of the sender. */
  name: string;
  about: { user_id: string } | { message_id: string };
  onClose: () => void;
}

/** Tells the moderators of a person or a message. */
export function ReportDialog({ name, about, onClose }: ReportDialogProps) {
  const { api } = useAuth();
  const [reason, setReason] = useState("");
  const [state, setState] = useState<"asking" | "busy" | "done">("asking");
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const send = async () => {
    if (reason.trim() === "") {
      setProblem(t("people.reportMissing"));
      return field.current?.focus();
    }
    setState("busy");
    try {
      await unwrap(api.POST("/api/reports", { body: { ...about, reason: reason.trim() } }));
      setState("done");
    } catch (error) {
      setProblem(Problem.of(error).message);
      setState("asking");
    }
  };
  const done = state === "done";
  return (
    <Dialog
      title={
        "message_id" in about ? t("people.reportMessageTitle", { name }) : t("people.reportTitle", { name })
      }
      onClose={onClose}
      footer={
        done ? (
          <Button onClick={onClose}>{t("common.close")}</Button>
        ) : (
          <>
            <Button variant="ghost" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button variant="danger" busy={state === "busy"} onClick={() => void send()}>
              {t("people.report")}
            </Button>
          </>
        )
      }
    >
      {problem !== null && !done && <Notice>{problem}</Notice>}
      {done ? (
        <Notice tone="done">{t("people.reported")}</Notice>
      ) : (
        <>
          <label className={styles.label}>
            {t("people.reportWhy")}
            <textarea
              ref={field}
              className={styles.textarea}
              maxLength={1000}
              value={reason}
              aria-describedby={id}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
          <p id={id} className={styles.small}>
            {t("people.reportHint", { name })}
          </p>
        </>
      )}
    </Dialog>
  );
}
