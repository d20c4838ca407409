/** Times in words, by the browser's own language data. */
import { locale, t } from "../../i18n";

const DAY_MS = 86_400_000;

interface Formats {
  time: Intl.DateTimeFormat;
  weekday: Intl.DateTimeFormat;
  dayAndMonth: Intl.DateTimeFormat;
  shortDate: Intl.DateTimeFormat;
  thisYear: Intl.DateTimeFormat;
  otherYear: Intl.DateTimeFormat;
  relative: Intl.RelativeTimeFormat;
}

/** Made once for a language: making them costs more than using them. */
let made: { for: string; formats: Formats } | null = null;

function formats(): Formats {
  const wanted = locale();
  if (made?.for !== wanted) made = { for: wanted, formats: formatsFor(wanted) };
  return made.formats;
}

function formatsFor(wanted: string): Formats {
  const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(wanted, options);
  return {
    time: date({ hour: hourStyle(wanted), minute: "2-digit" }),
    weekday: date({ weekday: "short" }),
    dayAndMonth: date({ day: "numeric", month: "short" }),
    shortDate: date({ day: "numeric", month: "short", year: "numeric" }),
    thisYear: date({ weekday: "long", day: "numeric", month: "long" }),
    otherYear: date({ day: "numeric", month: "long", year: "numeric" }),
    relative: new Intl.RelativeTimeFormat(wanted, { numeric: "auto" }),
  };
}

/** "10:42" */
export function clockTime(at: string): string {
  return formats().time.format(new Date(at));
}

/** Where space is short: a time today, a weekday this week, a date before. */
export function briefTime(at: string, now = new Date()): string {
  const date = new Date(at);
  const days = daysBetween(date, now);
  const { time, weekday, dayAndMonth, shortDate } = formats();
  if (days <= 0) return time.format(date);
  if (days < 7) return weekday.format(date);
  return (date.getFullYear() === now.getFullYear() ? dayAndMonth : shortDate).format(date);
}

/** "Today", "Yesterday", "Monday, 3 March" */
export function dayName(at: string, now = new Date()): string {
  const date = new Date(at);
  const days = daysBetween(date, now);
  const { relative, thisYear, otherYear } = formats();
  if (days === 0 || days === 1) return capitalized(relative.format(-days, "day"));
  return (date.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(date);
}

/** "last seen 5 minutes ago", "last seen yesterday at 10:42" */
export function lastSeen(at: string, now = new Date()): string {
  const date = new Date(at);
  const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000);
  const { relative, time, dayAndMonth } = formats();
  if (minutes < 1) return t("chat.seen.justNow");
  if (minutes < 60) return t("chat.seen.when", { when: relative.format(-minutes, "minute") });
  const days = daysBetween(date, now);
  if (days <= 1) return t("chat.seen.at", { day: relative.format(-days, "day"), time: time.format(date) });
  return t("chat.seen.when", { when: dayAndMonth.format(date) });
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
function hourStyle(wanted: string): "numeric" | "2-digit" {
  return new Intl.DateTimeFormat(wanted, { hour: "numeric" }).resolvedOptions().hour12
    ? "numeric"
    : "2-digit";
}

function capitalized(text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);
}
