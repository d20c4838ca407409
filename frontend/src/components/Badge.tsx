import styles from "./Badge.module.css";

interface BadgeProps {
  count: number | "@";
  /** The same in words. */
  label: string;
  /** `quiet`: it counts, but calls nobody. */
  tone?: "loud" | "quiet";
}

/** A count, or a sign, that wants to be seen. */
export function Badge({ count, label, tone = "loud" }: BadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone}>
      <span aria-hidden>{count !== "@" && count > 99 ? "99+" : count}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}
