import type { ReactNode } from "react";
import styles from "./Notice.module.css";

interface NoticeProps {
  children: ReactNode;
  /** A fault, something to know, or something that went well. */
  tone?: "fault" | "info" | "done";
}

/** A sentence that must not be missed, inside a page or a form; a fault interrupts who listens, the others wait. */
export function Notice({ children, tone = "fault" }: NoticeProps) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === "fault" ? "alert" : "status"}>
      {children}
    </div>
  );
}
