import type { ReactNode } from "react";
import { t } from "../i18n";
import { cellText } from "./plain";
import styles from "./Table.module.css";
import type { Cell, Inline } from "./tree";

/** What is longer may be broken into lines before the table gets wider than its frame. */
const SHORT = 18;

interface TableProps {
  head: readonly Cell[];
  rows: readonly (readonly Cell[])[];
  /** What stands in a cell, as elements. */
  show: (children: readonly Inline[]) => ReactNode;
}

/** A table in a frame as wide as it has to be: what of it has no room is scrolled to. */
export function Table({ head, rows, show }: TableProps) {
  const shown = (cell: Cell) => ({
    "data-align": cell.align ?? undefined,
    "data-long": cellText(cell).length > SHORT || undefined,
    children: show(cell.children),
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keyboard to scroll it
    <figure className={styles.frame} dir="auto" tabIndex={0} aria-label={t("conversation.table")}>
      <table className={styles.table}>
        <thead>
          <tr>
            {head.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place in the table is what names each
              <th key={at} scope="col" {...shown(cell)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the table is what names each
            <tr key={row}>
              {cells.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place in the table is what names each
                <td key={at} {...shown(cell)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
