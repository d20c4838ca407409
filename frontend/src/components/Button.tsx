import type { ButtonHTMLAttributes, ReactNode } from "react";
import styles from "./Button.module.css";
import { Spinner } from "./Spinner";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  children: ReactNode;
  variant?: "primary" | "secondary" | "ghost" | "danger";
  /** Under way: keeps its width, shows a spinner, takes no clicks. */
  busy?: boolean;
  wide?: boolean;
}

export function Button({
  children,
  variant = "secondary",
  busy = false,
  wide = false,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={styles.button}
      data-variant={variant}
      data-wide={wide}
      data-busy={busy}
      aria-busy={busy}
      disabled={rest.disabled || busy}
    >
      <span className={styles.label}>{children}</span>
      {busy && (
        <span className={styles.spinner}>
          <Spinner />
        </span>
      )}
    </button>
  );
}
