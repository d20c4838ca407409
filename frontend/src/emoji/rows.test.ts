// @vitest-environment node
import { expect, test } from "vitest";
import type { Emoji } from "./catalogue";
import { gridOf, moved } from "./rows";

function emoji(group: number, count: number): Emoji[] {
  return Array.from({ length: count }, (_, at) => ({
    emoji: `${group}.${at}`,
    group,
    name: "",
    shortcodes: [],
    words: [],
  }));
}

const all = [...emoji(0, 10), ...emoji(1, 3)];

test("each group begins a row of its own under its name", () => {
  expect(gridOf(all, true).map((row) => (row.type === "group" ? row.group : row.emoji.length))).toEqual([
    0, 8, 2, 1, 3,
  ]);
  expect(gridOf(all, false).map((row) => row.type === "emoji" && row.emoji.length)).toEqual([8, 5]);
});

test("arrows go by what stands below and beside, also where a row is short", () => {
  const rows = gridOf(all, true);
  expect(moved("ArrowDown", 5, rows, false)).toBe(9);
  expect(moved("ArrowDown", 8, rows, false)).toBe(10);
  expect(moved("ArrowUp", 12, rows, false)).toBe(9);
  expect(moved("ArrowDown", 12, rows, false)).toBe(12);
  expect(moved("ArrowRight", 12, rows, false)).toBe(12);
  expect(moved("ArrowRight", 4, rows, true)).toBe(3);
  expect(moved("x", 4, rows, false)).toBeNull();
});
