import type { ReactNode } from "react";
import styles from "./admin.module.css";

/** A word that sets one of a list apart. */
export function Tag({ children, tone = "plain" }: { children: ReactNode; tone?: "plain" | "danger" }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {children}
    </span>
  );
}
