/** Moments in words, for pages that tell when something was. */
import { locale } from "./index";

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;
/** From here on the date says more than a number of days. */
const RELATIVE_DAYS = 14;

/** "5 minutes ago", "yesterday", "3 March 2026" */
export function ago(at: string, now = new Date()): string {
  const seconds = Math.max(0, (now.getTime() - Date.parse(at)) / 1000);
  if (seconds > RELATIVE_DAYS * 86_400) return dateOf(at);
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? (["second", 60] as const);
  const count = unit === "second" ? 0 : Math.floor(seconds / size);
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(-count, unit);
}

/** "3 March 2026" */
export function dateOf(at: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "long" }).format(new Date(at));
}

/** "14:05:09" */
export function clock(at: string): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: "medium" }).format(new Date(at));
}

/** "3 March 2026, 14:05" */
export function momentOf(at: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" }).format(new Date(at));
}
