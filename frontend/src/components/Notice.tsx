import type { ReactNode } from "react";
import styles from "./Notice.module.css";

/** A fault, in a sentence that must not be missed, inside a page or a form. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <div className={styles.notice} role="alert">
      {children}
    </div>
  );
}
