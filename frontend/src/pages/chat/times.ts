/** Times in words, by the browser's own language data. */

const DAY_MS = 86_400_000;
const time = new Intl.DateTimeFormat(undefined, { hour: hourStyle(), minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const dayAndMonth = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const shortDate = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const thisYear = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const otherYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** "10:42" */
export function clockTime(at: string): string {
  return time.format(new Date(at));
}

/** Where space is short: a time today, a weekday this week, a date before. */
export function briefTime(at: string, now = new Date()): string {
  const date = new Date(at);
  const days = daysBetween(date, now);
  if (days <= 0) return time.format(date);
  if (days < 7) return weekday.format(date);
  return (date.getFullYear() === now.getFullYear() ? dayAndMonth : shortDate).format(date);
}

/** "Today", "Yesterday", "Monday, 3 March" */
export function dayName(at: string, now = new Date()): string {
  const date = new Date(at);
  const days = daysBetween(date, now);
  if (days === 0 || days === 1) return capitalized(relative.format(-days, "day"));
  return (date.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(date);
}

/** "last seen 5 minutes ago", "last seen yesterday at 10:42" */
export function lastSeen(at: string, now = new Date()): string {
  const date = new Date(at);
  const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000);
  if (minutes < 1) return "last seen just now";
  if (minutes < 60) return `last seen ${relative.format(-minutes, "minute")}`;
  const days = daysBetween(date, now);
  if (days <= 1) return `last seen ${relative.format(-days, "day")} at ${time.format(date)}`;
  return `last seen ${dayAndMonth.format(date)}`;
}

export function dayKey(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** Calendar days, not spans of 24 hours: what was written before midnight was yesterday. */
function daysBetween(date: Date, now: Date): number {
  const midnight = (day: Date) => Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
  return Math.round((midnight(now) - midnight(date)) / DAY_MS);
}

/** "9:05 AM" where days have two halves, "09:05" where they have 24 hours. */
function hourStyle(): "numeric" | "2-digit" {
  return new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12
    ? "numeric"
    : "2-digit";
}

function capitalized(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
