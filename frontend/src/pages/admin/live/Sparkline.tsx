import styles from "./live.module.css";

const [WIDTH, HEIGHT] = [100, 30];

/** How a figure moved; decoration beside the figure itself. Its end is now. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return <span className={styles.curve} aria-hidden />;
  const most = Math.max(...values) || 1;
  const line = values
    .map((value, at) => `${(at / (values.length - 1)) * WIDTH},${HEIGHT - 2 - (value / most) * (HEIGHT - 4)}`)
    .join(" ");
  return (
    <svg
      className={`${styles.curve} turns`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      <polygon className={styles.area} points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />
      <polyline className={styles.line} points={line} />
    </svg>
  );
}
