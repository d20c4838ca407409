import styles from "./Skeleton.module.css";

/** Rows with a face and two lines, where a list will be. */
export function SkeletonList({ label, rows }: { label: string; rows: number }) {
  return (
    <div role="status" className={styles.list}>
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity, never reordered
        <div key={row} className={styles.row} aria-hidden>
          <span className={styles.face} />
          <span className={styles.lines}>
            <span className={styles.line} />
            <span className={styles.line} />
          </span>
        </div>
      ))}
    </div>
  );
}
