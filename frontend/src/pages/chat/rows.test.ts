// @vitest-environment node
import { expect, test } from "vitest";
import type { Entry } from "../../realtime/frames";
import { entry, ME, pending } from "../../testing/factories";
import { buildRows, type MessageRow, type Row, type Rows, type RowsOf } from "./rows";

const at = (time: string) => ({ created_at: new Date(`2026-03-02T${time}`).toISOString() });

function rowsOf(more: Partial<RowsOf>): readonly Row[] {
  return buildRows({ messages: [], pending: [], me: ME, unreadAfter: null, ...more }).all;
}

function groups(rows: readonly Row[]): [boolean, boolean][] {
  return rows.filter((row): row is MessageRow => row.type === "message").map((row) => [row.first, row.last]);
}

test("messages of one sender within five minutes belong together", () => {
  const messages = [entry(1, at("10:00")), entry(2, at("10:04")), entry(3, at("10:10"))];
  expect(groups(rowsOf({ messages }))).toEqual([
    [true, false],
    [false, true],
    [true, true],
  ]);
});

test("another sender begins a new group", () => {
  const messages = [entry(1, at("10:00")), entry(2, { ...at("10:01"), sender_id: ME })];
  expect(groups(rowsOf({ messages }))).toEqual([
    [true, true],
    [true, true],
  ]);
});

test("a day begins with its name", () => {
  const messages = [
    entry(1, { created_at: "2026-03-01T12:00:00Z" }),
    entry(2, { created_at: "2026-03-02T12:00:00Z" }),
  ];
  expect(rowsOf({ messages }).map((row) => row.type)).toEqual(["day", "message", "day", "message"]);
});

test("the divider stands before the first unread message of somebody else", () => {
  const messages = [entry(1), entry(2, { sender_id: ME }), entry(3), entry(4)];
  expect(rowsOf({ messages, unreadAfter: 1 }).map((row) => row.key)).toEqual([
    expect.stringMatching("day"),
    "m1",
    "x2",
    "unread",
    "m3",
    "m4",
  ]);
});

test("the divider stays while one answers", () => {
  const types = (rows: readonly Row[]) => rows.map((row) => row.type);
  const messages = [entry(1), entry(2), entry(3, { sender_id: ME })];
  expect(types(rowsOf({ messages, unreadAfter: 1 }))).toContain("unread");
  expect(types(rowsOf({ messages, pending: [pending("k1")], unreadAfter: 1 }))).toContain("unread");
});

test("a message keeps its key when it is acknowledged", () => {
  const before = rowsOf({ pending: [pending("k1")] });
  const after = rowsOf({ messages: [entry(1, { sender_id: ME, client_id: "k1" })] });
  expect(after.at(-1)?.key).toBe(before.at(-1)?.key);
});

test("rows grown from those of before are the rows made anew, whatever came", () => {
  let held: readonly Entry[] = [];
  let before: Rows | null = null;
  let [oldest, newest] = [5_001, 5_000];
  const random = seeded(7);
  const at = (seq: number) =>
    new Date(Date.UTC(2026, 0, 1) + seq * 7 * 60_000 * (seq % 3 === 0 ? 9 : 0.2)).toISOString();
  const made = (seq: number) => {
    const [sender_id, kind] = [random(2) ? ME : "bob", random(8) ? ("text" as const) : ("system" as const)];
    return entry(seq, { sender_id, kind, created_at: at(seq) });
  };
  for (let step = 0; step < 400; step++) {
    const what = random(5);
    if (what < 2) held = [...held, made(++newest)];
    else if (what === 2)
      held = [...Array.from({ length: random(4) + 1 }, () => made(--oldest)).reverse(), ...held];
    else if (held.length > 0) {
      const index = random(held.length);
      held = held.with(index, { ...(held[index] ?? entry(1)), content: `edited ${step}` });
    }
    const of = {
      messages: held,
      pending: random(3) ? [] : [pending("k1", { created_at: at(newest) })],
      me: ME,
      unreadAfter: step < 200 ? 4_990 : 5_020,
    };
    before = buildRows(of, before);
    const anew = buildRows(of);
    expect(before.all).toEqual(anew.all);
    expect(before.starts).toEqual(anew.starts);
  }
});

test("one more message makes no other row anew", () => {
  const messages = Array.from({ length: 300 }, (_, at) => entry(at + 1));
  const of = { messages, pending: [], me: ME, unreadAfter: null };
  const before = buildRows(of);
  const after = buildRows({ ...of, messages: [...messages, entry(301)] }, before);
  const kept = after.all.filter((row, at) => row === before.all[at]);
  expect(kept.length).toBeGreaterThanOrEqual(299);
});

function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}
