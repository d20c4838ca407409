import styles from "./live.module.css";
import { Sparkline } from "./Sparkline";

interface TileProps {
  name: string;
  value: string;
  /** What exactly is counted. */
  note: string;
  /** How it moved lately. */
  curve: readonly number[];
}

/** A figure with its name, inside a list of such. */
export function Tile({ name, value, note, curve }: TileProps) {
  return (
    <div className={styles.tile}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{value}</dd>
      <dd className={styles.note}>{note}</dd>
      <dd className={styles.drawn} aria-hidden>
        <Sparkline values={curve} />
      </dd>
    </div>
  );
}
