import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { momentOf, type Row } from "../../rows";
import { dayName } from "../../times";
import styles from "./StickyDay.module.css";
import type { Top } from "./useListPosition";

const SHOWN_MS = 1_000;

/**
 * The day of what is at the top, while one scrolls back: at the end the list moves by itself, with what arrives. The
 * separators in the list say the same to those who can't see it.
 */
export function StickyDay({ rows, top: at, atEnd }: { rows: readonly Row[]; top: Top; atEnd: boolean }) {
  const top = useStore(at);
  const day = useMemo(() => {
    const moment = momentOf(rows, top);
    return moment === null ? "" : dayName(moment);
  }, [rows, top]);
  const scrolling = useLately(top);
  // Where the separator itself is at the top, it needs no other.
  const shown = scrolling && !atEnd && rows[top]?.type !== "day";
  return (
    <p className={styles.day} data-shown={shown} aria-hidden>
      {day}
    </p>
  );
}

/** True for a moment after each change, but the first. */
function useLately(value: number): boolean {
  const [seen, setSeen] = useState({ value, lately: false });
  if (seen.value !== value) setSeen({ value, lately: true });
  useEffect(() => {
    if (!seen.lately) return;
    const timer = setTimeout(() => setSeen({ value: seen.value, lately: false }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [seen]);
  return seen.lately;
}
