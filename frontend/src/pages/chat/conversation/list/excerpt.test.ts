// @vitest-environment node
import { expect, test } from "vitest";
import type { Entry } from "../../../../realtime/frames";
import { appendEntry, emptyLog, prependPage } from "../../../../state/log";
import { entry } from "../../../../testing/factories";
import { asPage, excerptOf, holds, touches, withChanges, withNewer, withOlder } from "./excerpt";

function page(from: number, to: number) {
  const items = Array.from({ length: to - from + 1 }, (_, at) => entry(from + at));
  return { items, from_seq: from, to_seq: to, at_start: from === 1 };
}

test("an excerpt grows both ways and leaves no hole", () => {
  const both = withNewer(withOlder(excerptOf(page(50, 60)), page(40, 49)), page(61, 70));
  expect([both.from, both.to, both.messages.length]).toEqual([40, 70, 31]);
  expect(holds(both, 65)).toBe(true);
  expect(withNewer(both, page(90, 95))).toBe(both);
  expect(
    withNewer(both, page(66, 75))
      .messages.map(({ seq }) => seq)
      .slice(-6),
  ).toEqual([70, 71, 72, 73, 74, 75]);
});

test("where it meets what is held, it becomes part of it", () => {
  const live = prependPage(emptyLog(100), page(80, 100));
  const excerpt = withNewer(excerptOf(page(60, 70)), page(71, 79));
  expect(touches(excerpt, live)).toBe(true);
  const joined = prependPage(live, asPage(excerpt));
  expect(joined.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 41 }, (_, at) => 60 + at));
});

test("an edit of one of its messages shows, one of another changes nothing, and one that was missed is told of", () => {
  const excerpt = excerptOf(page(5, 6));
  const edit = entry(101, { kind: "edit", target_id: "m6", content: "better" });
  const live = (change: Entry) => appendEntry(emptyLog(100), change);
  expect(withChanges(excerpt, 100, live(edit))?.messages.at(-1)?.content).toBe("better");
  expect(withChanges(excerpt, 100, live({ ...edit, target_id: "m7" }))).toBe(excerpt);
  expect(withChanges(excerpt, 100, live(entry(101)))).toBe(excerpt);
  expect(withChanges(excerpt, 99, live(edit))).toBe(null);
});
