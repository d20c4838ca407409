// @vitest-environment node
import { expect, test } from "vitest";
import { type Answer, type Figures, keep, type Live, quantile, rate, slowest, sum, within } from "./figures";

const NOTHING = { count: 0, sum: 0, buckets: [] };

/** What a server said that many seconds after the first time. */
function figures(second: number, entries: number, more: Partial<Figures> = {}): Figures {
  return {
    at: new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString(),
    server: "one:8080",
    bus: "up",
    connections: 1,
    totals: { frames: entries, entries, slow_readers: 0, rate_limited: 0, auth_failures: 0 },
    ack_seconds: NOTHING,
    commit_seconds: NOTHING,
    slowest_commits: [],
    ...more,
  };
}

function other(second: number, entries: number, more: Partial<Figures> = {}): Figures {
  return figures(second, entries, { server: "two:8080", ...more });
}

/** What is known after these answers. */
function looked(...answers: Figures[][]): Live {
  const live = answers.reduce<Live | undefined>(
    (before, servers) => keep(before, { queue: { rows: 0, oldest_seconds: 0 }, servers } satisfies Answer),
    undefined,
  );
  if (live === undefined) throw new Error("nobody looked");
  return live;
}

const entries = ({ totals }: Figures) => totals.entries;
const ack = (of: Figures) => of.ack_seconds;
const curve = ({ steps }: Live) => steps.map((step) => step.entries);

function durations(...counts: [bound: number | null, count: number][]): Figures["ack_seconds"] {
  return { count: counts.at(-1)?.[1] ?? 0, sum: 0, buckets: counts.map(([le, count]) => ({ le, count })) };
}

test("a rate is told from the second answer on, over the last few", () => {
  const answers = [0, 10, 20, 30, 40, 50, 1_060].map((count, at) => [figures(2 * at, count)]);
  expect(rate(looked(...answers.slice(0, 1)).servers, entries)).toBeNull();
  expect(rate(looked(...answers.slice(0, 2)).servers, entries)).toBe(5);
  expect(rate(looked(...answers).servers, entries)).toBe(105);
  expect(curve(looked(...answers))).toEqual([0, 5, 5, 5, 5, 5, 505]);
});

test("the rates of all servers are added, each by its own clock", () => {
  const live = looked([figures(0, 0), other(900, 500)], [figures(2, 20), other(904, 520)]);
  expect(rate(live.servers, entries)).toBe(15);
  expect(sum(live.servers, ({ connections }) => connections)).toBe(2);
});

test("a server that joins or leaves makes no leap", () => {
  const live = looked(
    [figures(0, 0)],
    [figures(2, 10), other(2, 90_000)],
    [figures(4, 20), other(4, 90_010)],
    [other(6, 90_020)],
  );
  expect(curve(live)).toEqual([0, 5, 10, 5]);
});

test("a server that started again begins anew, whatever counts tell it", () => {
  const before = [figures(0, 900, { ack_seconds: durations([null, 9]) }), other(0, 0)];
  const again = [figures(4, 3), other(4, 40)];
  expect(looked(before, again).servers[0]).toEqual([figures(4, 3)]);
  expect(rate(looked(before, again).servers, entries)).toBe(10);
  const busier = figures(4, 1_000, { ack_seconds: durations([null, 1]) });
  expect(looked(before, [busier]).servers).toEqual([[busier]]);
});

test("figures that are still the same count once, and the rate stays", () => {
  const live = looked([figures(0, 0)], [figures(2, 10)], [figures(2, 10)], [figures(2, 10)]);
  expect(live.servers[0]).toHaveLength(2);
  expect(curve(live)).toEqual([0, 5, 5, 5]);
});

test("servers that answer in turn, each for itself, are told apart", () => {
  const live = looked([figures(0, 100)], [other(2, 7)], [figures(4, 140)]);
  expect(live.servers).toHaveLength(1);
  expect(rate(live.servers, entries)).toBe(10);
});

test("95 of 100 are found between the bounds of a bucket, and never beyond the last", () => {
  expect(quantile(durations([0.01, 0], [0.02, 100], [null, 100]), 0.95)).toBeCloseTo(0.0195);
  expect(quantile(durations([0.01, 10], [0.02, 20], [null, 100]), 0.95)).toBe(0.02);
  expect(quantile(durations([0.01, 0], [null, 0]), 0.95)).toBeNull();
});

test("an average is told for each step, and none for one in which nothing happened", () => {
  const answers = [
    [0, 0],
    [10, 1],
    [10, 1],
    [30, 2],
  ].map(([count = 0, sum = 0], at) => [figures(2 * at, 0, { ack_seconds: { count, sum, buckets: [] } })]);
  expect(looked(...answers).steps.map((step) => step.ack)).toEqual([0, 0.1, 0, 0.05]);
});

test("durations are of the last minutes where anything happened in them", () => {
  const slow = durations([0.01, 0], [1, 100], [null, 100]);
  const thenQuick = durations([0.01, 100], [1, 200], [null, 200]);
  const answers = [0, 2].map((second) => [figures(second, 1, { ack_seconds: slow })]);
  expect(within(looked(...answers).servers, ack, 0.95)).toMatchObject({
    recent: false,
    seconds: expect.closeTo(0.95),
  });
  const lively = looked(...answers, [figures(4, 3, { ack_seconds: thenQuick })]);
  expect(within(lively.servers, ack, 0.95)).toMatchObject({ recent: true, seconds: expect.closeTo(0.0095) });
});

test("durations of all servers are put together, with those of one that counted nothing yet", () => {
  const quick = durations([0.01, 90], [1, 90], [null, 90]);
  const slow = durations([0.01, 0], [1, 10], [null, 10]);
  const third = figures(0, 1, { server: "three:8080" });
  const live = looked([third, figures(0, 1, { ack_seconds: quick }), other(0, 1, { ack_seconds: slow })]);
  expect(within(live.servers, ack, 0.9).seconds).toBeCloseTo(0.01);
  expect(within(live.servers, ack, 0.99).seconds).toBeGreaterThan(0.9);
});

test("the slowest commits are those of all servers", () => {
  const commit = (seconds: number) => ({ at: "2026-01-01T00:00:00Z", seconds, entries: 1 });
  const live = looked([
    figures(0, 1, { slowest_commits: [commit(3), commit(1)] }),
    other(0, 1, { slowest_commits: [commit(2)] }),
  ]);
  expect(slowest(live.servers).map(({ seconds }) => seconds)).toEqual([3, 2, 1]);
});
