import styles from "./History.module.css";

export function HistorySkeleton() {
  return (
    <div role="status" className={styles.skeleton}>
      <span className="visually-hidden">Loading the messages</span>
      {Array.from({ length: 9 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity, never reordered
        <span key={row} className={styles.bubble} aria-hidden />
      ))}
    </div>
  );
}
