/** Rates and durations, from figures that the server counts since its start. */
import type { components } from "../../../api/schema";

export type Figures = components["schemas"]["LiveFiguresShape"];
type Durations = Figures["ack_seconds"];

/** Two minutes. */
const KEPT = 60;
/** Over so many answers a rate is told: one step alone jumps. */
const STEADY = 5;

/** Behind one address there may be several servers, each with counts of its own: what of them is told is one's alone. */
export function keep(before: readonly Figures[], next: Figures): Figures[] {
  const began = before.findLastIndex((one) => one.server === next.server && isBehind(next, one));
  return [...before.slice(began + 1), next].slice(-KEPT);
}

/** Counts begin anew with the server. */
function isBehind(next: Figures, before: Figures): boolean {
  return next.totals.frames < before.totals.frames;
}

/** The newest answer and those of the same server before it. */
export function ofLatest(history: readonly Figures[]): Figures[] {
  const server = history.at(-1)?.server;
  return history.filter((one) => one.server === server);
}

/** How many a second, lately; null before there is anything to compare. */
export function rate(history: readonly Figures[], total: (of: Figures) => number): number | null {
  return between(history.at(-1 - STEADY) ?? history[0], history.at(-1), total);
}

/** The rate of each step, for a curve. */
export function rates(history: readonly Figures[], total: (of: Figures) => number): number[] {
  return history.slice(1).map((after, index) => between(history[index], after, total) ?? 0);
}

/** How long it took on average in each step, in seconds. */
export function means(history: readonly Figures[], pick: (of: Figures) => Durations): number[] {
  return history.slice(1).map((after, index) => {
    const before = history[index];
    const { count, sum } = before === undefined ? pick(after) : minus(pick(after), pick(before));
    return count > 0 ? sum / count : 0;
  });
}

function between(
  before: Figures | undefined,
  after: Figures | undefined,
  total: (of: Figures) => number,
): number | null {
  if (before === undefined || after === undefined) return null;
  const seconds = (Date.parse(after.at) - Date.parse(before.at)) / 1_000;
  return seconds > 0 ? (total(after) - total(before)) / seconds : null;
}

interface Within {
  /** Seconds, or null where nothing was counted. */
  seconds: number | null;
  /** Whether they are of the last minutes; else of all since the start. */
  recent: boolean;
}

/** In what time 95 of 100 were done: lately, where anything was. */
export function within(history: readonly Figures[], pick: (of: Figures) => Durations): Within {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined) return { seconds: null, recent: false };
  const [before, after] = [pick(first), pick(last)];
  const recent = after.count > before.count;
  return { seconds: quantile(recent ? minus(after, before) : after, 0.95), recent };
}

function minus(after: Durations, before: Durations): Durations {
  const buckets = after.buckets.map(({ le, count }, at) => ({
    le,
    count: count - (before.buckets[at]?.count ?? 0),
  }));
  return { count: after.count - before.count, sum: after.sum - before.sum, buckets };
}

/** As Prometheus reckons it: evenly spread within a bucket, and the highest bound for what is beyond all. */
export function quantile({ count, buckets }: Durations, part: number): number | null {
  if (count === 0) return null;
  const wanted = part * count;
  let [low, passed] = [0, 0];
  for (const bucket of buckets) {
    if (bucket.le === null) break;
    if (bucket.count >= wanted)
      return low + ((bucket.le - low) * (wanted - passed)) / (bucket.count - passed);
    [low, passed] = [bucket.le, bucket.count];
  }
  return low;
}
