/** How long to wait before the next try: exponential with full jitter, so that a restarted server isn't stormed. */

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Milliseconds before try number `attempt` (from 0): anything from 0 to 0.5 s · 2^attempt, at most `longest`. */
export function backoffMs(attempt: number, longest = LONGEST_MS, random: () => number = Math.random): number {
  const ceiling = Math.min(longest, FIRST_MS * 2 ** attempt);
  return Math.round(random() * ceiling);
}
