import styles from "./Badge.module.css";

/** A count, or a sign, that wants to be seen. */
export function Badge({ count, label }: { count: number | "@"; label: string }) {
  return (
    <span className={styles.badge}>
      <span aria-hidden>{count !== "@" && count > 99 ? "99+" : count}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}
