/** Whether a refusal passes by itself, and how long the server wants to be left alone. */
import type { ErrorFrame } from "../realtime/frames";

const PASSING = new Set(["unavailable", "rate_limited", "internal"]);
const RETRY_AFTER_S = 2;

/** Milliseconds until it is worth asking again; null for what would be refused again. */
export function pauseFor({ code, retry_after }: ErrorFrame): number | null {
  return PASSING.has(code) ? (retry_after ?? RETRY_AFTER_S) * 1_000 : null;
}
