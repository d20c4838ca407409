/** One of several, or one by itself: a picture, a name with small print below it, and what stands at its end. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import styles from "./Item.module.css";

interface ItemProps {
  /** An avatar or an icon. */
  picture: ReactNode;
  name: ReactNode;
  /** Where the name leads. */
  to?: string;
  small: ReactNode;
  /** What else there is to say, such as a fault. */
  note?: ReactNode;
  /** Cuts off what is too long, instead of breaking it. */
  oneLine?: boolean;
  /** What stands at its end. */
  children?: ReactNode;
}

export function Item({ picture, name, to, small, note, oneLine = false, children }: ItemProps) {
  return (
    <span className={styles.item} data-one-line={oneLine}>
      {picture}
      <span className={styles.names}>
        {to === undefined ? (
          <span className={styles.name} dir="auto">
            {name}
          </span>
        ) : (
          <Link to={to} className={styles.name} dir="auto">
            {name}
          </Link>
        )}
        <span className={styles.small}>{small}</span>
        {note}
      </span>
      {children}
    </span>
  );
}

/** A list of them, one `li` for each. */
export function ItemList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={styles.list} aria-label={label}>
      {children}
    </ul>
  );
}
