/** Rates and durations of all servers together, from figures that each counts since its start. */
import type { components } from "../../../api/schema";

export type Answer = components["schemas"]["LiveFiguresShape"];
/** Of one server. */
export type Figures = components["schemas"]["ServerFiguresShape"];
type Durations = Figures["ack_seconds"];
/** What a server told one time after the other, the newest last. There is one at least. */
export type History = readonly Figures[];

/** What was learned by looking again and again. */
export interface Live {
  queue: Answer["queue"];
  /** The servers in the newest answer. */
  servers: readonly History[];
  /** Those that were in answers before: each may be back with the next. */
  away: readonly History[];
  /** All servers together at each look, for curves. */
  steps: readonly Step[];
}

interface Step {
  connections: number;
  /** A second. */
  entries: number;
  frames: number;
  /** Seconds, on average. */
  ack: number;
  commit: number;
  queued: number;
}

/** Two minutes. */
const KEPT = 60;
/** Over so many answers a rate is told: one step alone jumps. */
const STEADY = 5;

/** What is known with one more answer. */
export function keep(before: Live | undefined, { queue, servers }: Answer): Live {
  const known = before === undefined ? [] : [...before.servers, ...before.away];
  const seen = servers.map((next) => follow(known.find((one) => nameOf(one) === next.server) ?? [], next));
  const names = new Set(servers.map(({ server }) => server));
  return {
    queue,
    servers: seen,
    away: known.filter((one) => !names.has(nameOf(one) ?? "")).slice(0, KEPT),
    steps: [...(before?.steps ?? []), stepOf(seen, queue.rows)].slice(-KEPT),
  };
}

/** The figures of a server with the next ones, if they are not the same still. Its counts begin anew when it does. */
function follow(before: History, next: Figures): Figures[] {
  const last = before.at(-1);
  if (last?.at === next.at) return [...before];
  if (last === undefined || isBehind(next, last)) return [next];
  return [...before, next].slice(-KEPT);
}

function isBehind(next: Figures, before: Figures): boolean {
  const counts = ({ at, totals, ack_seconds, commit_seconds }: Figures) =>
    [Date.parse(at), totals.frames, totals.entries, ack_seconds.count, commit_seconds.count] as const;
  const least = counts(before);
  return counts(next).some((count, index) => count < (least[index] ?? 0));
}

function stepOf(servers: readonly History[], queued: number): Step {
  const lately = servers.map((history) => history.slice(-2));
  return {
    connections: sum(servers, ({ connections }) => connections),
    entries: rate(lately, ({ totals }) => totals.entries) ?? 0,
    frames: rate(lately, ({ totals }) => totals.frames) ?? 0,
    ack: mean(lately, (of) => of.ack_seconds),
    commit: mean(lately, (of) => of.commit_seconds),
    queued,
  };
}

export function nameOf(history: History): string | undefined {
  return history.at(-1)?.server;
}

/** All of them together, now. */
export function sum(servers: readonly History[], figure: (of: Figures) => number): number {
  return servers.reduce((all, history) => {
    const latest = history.at(-1);
    return latest === undefined ? all : all + figure(latest);
  }, 0);
}

/** How many a second, lately; each server is compared with itself, and null is said before there is anything to. */
export function rate(servers: readonly History[], total: (of: Figures) => number): number | null {
  const rates = servers
    .map((history) => between(history.at(-1 - STEADY) ?? history[0], history.at(-1), total))
    .filter((one) => one !== null);
  return rates.length === 0 ? null : rates.reduce((all, one) => all + one);
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

/** How long it took on average while those histories were gathered, in seconds. */
function mean(servers: readonly History[], pick: (of: Figures) => Durations): number {
  const { count, sum } = since(servers, pick);
  return count > 0 ? sum / count : 0;
}

interface Within {
  /** Seconds, or null where nothing was counted. */
  seconds: number | null;
  /** Whether they are of the last minutes; else of all since the start. */
  recent: boolean;
}

/** In what time that part of them was done: lately, where anything was. */
export function within(servers: readonly History[], pick: (of: Figures) => Durations, part: number): Within {
  const lately = since(servers, pick);
  const recent = lately.count > 0;
  const latest = servers.map((history) => history.slice(-1));
  return { seconds: quantile(recent ? lately : together(latest.flat().map(pick)), part), recent };
}

/** What was added while the histories were gathered. */
function since(servers: readonly History[], pick: (of: Figures) => Durations): Durations {
  return together(
    servers.flatMap((history) => {
      const [first, last] = [history[0], history.at(-1)];
      return first === undefined || last === undefined ? [] : [minus(pick(last), pick(first))];
    }),
  );
}

function together(durations: readonly Durations[]): Durations {
  return durations.reduce((all, one) => combine(all, one, 1), { count: 0, sum: 0, buckets: [] });
}

function minus(after: Durations, before: Durations): Durations {
  return combine(after, before, -1);
}

/** Buckets are the same on every server; one that counted nothing yet has none. */
function combine(one: Durations, other: Durations, sign: 1 | -1): Durations {
  const longer = one.buckets.length > 0 ? one.buckets : other.buckets;
  return {
    count: one.count + sign * other.count,
    sum: one.sum + sign * other.sum,
    buckets: longer.map(({ le }, at) => ({
      le,
      count: (one.buckets[at]?.count ?? 0) + sign * (other.buckets[at]?.count ?? 0),
    })),
  };
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

/** Of all servers, as many as one tells. */
const SLOWEST = 10;

/** The writes of all servers that took longest, the slowest first. */
export function slowest(servers: readonly History[]): Figures["slowest_commits"] {
  return servers
    .flatMap((history) => history.at(-1)?.slowest_commits ?? [])
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, SLOWEST);
}
