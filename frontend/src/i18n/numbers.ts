/** Figures in words, for pages that tell how much and how long. */
import { locale } from "./index";

const SPANS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "1,234"; below ten one digit more: "4.2" */
export function amount(value: number): string {
  const maximumFractionDigits = value < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale(), { maximumFractionDigits }).format(value);
}

/** "4.2 ms", "1.5 s" */
export function took(seconds: number): string {
  const [value, unit] = seconds < 1 ? [seconds * 1_000, "millisecond"] : [seconds, "second"];
  const maximumFractionDigits = value < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits }).format(value);
}

/** "10 minutes" */
export function span(seconds: number): string {
  const [unit, size] = SPANS.find(([, length]) => seconds >= length) ?? ["second", 1];
  const style = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(locale(), style).format(seconds / size);
}
