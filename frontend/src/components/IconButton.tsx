import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import styles from "./IconButton.module.css";

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children" | "aria-label"> {
  /** What it does, for everyone: the accessible name and the tooltip. */
  label: string;
  icon: ReactNode;
  tone?: "plain" | "accent";
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, icon, tone = "plain", className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={className === undefined ? styles.button : `${styles.button} ${className}`}
      data-tone={tone}
      aria-label={label}
      title={label}
    >
      {icon}
    </button>
  );
}
