// @vitest-environment node
import { expect, test } from "vitest";
import { type Figures, keep, means, ofLatest, quantile, rate, rates, within } from "./figures";

const NOTHING = { count: 0, sum: 0, buckets: [] };

/** What the server said that many seconds after the first time. */
function figures(second: number, entries: number, more: Partial<Figures> = {}): Figures {
  return {
    at: new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString(),
    server: "one:8080",
    bus: "up",
    connections: 1,
    queue: { rows: 0, oldest_seconds: 0 },
    totals: { frames: entries, entries, slow_readers: 0, rate_limited: 0, auth_failures: 0 },
    ack_seconds: NOTHING,
    commit_seconds: NOTHING,
    slowest_commits: [],
    ...more,
  };
}

const entries = ({ totals }: Figures) => totals.entries;

function durations(...counts: [bound: number | null, count: number][]): Figures["ack_seconds"] {
  return { count: counts.at(-1)?.[1] ?? 0, sum: 0, buckets: counts.map(([le, count]) => ({ le, count })) };
}

test("a rate is told from the second answer on, over the last few", () => {
  const history = [0, 10, 20, 30, 40, 50, 1_060].map((count, at) => figures(2 * at, count));
  expect(rate(history.slice(0, 1), entries)).toBeNull();
  expect(rate(history.slice(0, 2), entries)).toBe(5);
  expect(rate(history, entries)).toBe(105);
  expect(rates(history, entries)).toEqual([5, 5, 5, 5, 5, 505]);
});

test("a server that started again begins anew", () => {
  const history = [figures(0, 900), figures(2, 910)];
  expect(keep(history, figures(4, 3))).toEqual([figures(4, 3)]);
});

test("two servers behind one address are told apart", () => {
  const other = { server: "two:8080" };
  const history = [figures(0, 100), figures(2, 7, other), figures(4, 140)].reduce<Figures[]>(keep, []);
  expect(history).toHaveLength(3);
  expect(rate(ofLatest(history), entries)).toBe(10);
});

test("95 of 100 are found between the bounds of a bucket, and never beyond the last", () => {
  expect(quantile(durations([0.01, 0], [0.02, 100], [null, 100]), 0.95)).toBeCloseTo(0.0195);
  expect(quantile(durations([0.01, 10], [0.02, 20], [null, 100]), 0.95)).toBe(0.02);
  expect(quantile(durations([0.01, 0], [null, 0]), 0.95)).toBeNull();
});

test("an average is told for each step, and none for one in which nothing happened", () => {
  const after = [
    [0, 0],
    [10, 1],
    [10, 1],
    [30, 2],
  ].map(([count = 0, sum = 0], at) => figures(2 * at, 0, { ack_seconds: { count, sum, buckets: [] } }));
  expect(means(after, (of) => of.ack_seconds)).toEqual([0.1, 0, 0.05]);
});

test("durations are of the last minutes where anything happened in them", () => {
  const slow = durations([0.01, 0], [1, 100], [null, 100]);
  const thenQuick = durations([0.01, 100], [1, 200], [null, 200]);
  const history = [figures(0, 1, { ack_seconds: slow }), figures(2, 2, { ack_seconds: slow })];
  const ack = (of: Figures) => of.ack_seconds;
  expect(within(history, ack)).toMatchObject({ recent: false, seconds: expect.closeTo(0.95) });
  const lively = [...history, figures(4, 3, { ack_seconds: thenQuick })];
  expect(within(lively, ack)).toMatchObject({ recent: true, seconds: expect.closeTo(0.0095) });
});
