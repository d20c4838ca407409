// @vitest-environment node
import { expect, test } from "vitest";
import { entry, ME, pending } from "../../testing/factories";
import { buildRows, type MessageRow, type Row } from "./rows";

const at = (time: string) => ({ created_at: new Date(`2026-03-02T${time}`).toISOString() });

function rowsOf(more: Partial<Parameters<typeof buildRows>[0]>): Row[] {
  return buildRows({ messages: [], pending: [], me: ME, unreadAfter: null, ...more });
}

function groups(rows: Row[]): [boolean, boolean][] {
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

test("the divider goes once one has answered, and while the answer is on its way", () => {
  const types = (rows: Row[]) => rows.map((row) => row.type);
  const messages = [entry(1), entry(2)];
  expect(types(rowsOf({ messages, unreadAfter: 1 }))).toContain("unread");
  const answered = [...messages, entry(3, { sender_id: ME }), entry(4)];
  expect(types(rowsOf({ messages: answered, unreadAfter: 1 }))).not.toContain("unread");
  expect(types(rowsOf({ messages, pending: [pending("k1")], unreadAfter: 1 }))).not.toContain("unread");
});

test("a message keeps its key when it is acknowledged", () => {
  const before = rowsOf({ pending: [pending("k1")] });
  const after = rowsOf({ messages: [entry(1, { sender_id: ME, client_id: "k1" })] });
  expect(after.at(-1)?.key).toBe(before.at(-1)?.key);
});
