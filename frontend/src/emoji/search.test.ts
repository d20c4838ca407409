// @vitest-environment node
import { expect, test } from "vitest";
import { combine } from "./catalogue";
import german from "./data/de.json";
import bare from "./data/emoji.json";
import english from "./data/en.json";
import { emojiByShortcode, searchEmoji } from "./search";

type Lists = Parameters<typeof combine>;
const all = combine(bare as unknown as Lists[0], english as unknown as Lists[1]);
const found = (query: string, list = all) => searchEmoji(list, query, 8).map(({ emoji }) => emoji);

test("a short code is found by its beginning, the exact one first", () => {
  expect(found("smile")[0]).toBe("😄");
  expect(found("smil")[0]).toBe("😄");
  expect(found("thumbsu")[0]).toBe("👍");
  expect(found("+1")[0]).toBe("👍");
});

test("an emoji is found by what it is about", () => {
  expect(found("pizza")).toContain("🍕");
  expect(found("birthday cake")).toContain("🎂");
});

test("names are those of the language", () => {
  const deutsch = combine(bare as unknown as Lists[0], german as unknown as Lists[1]);
  expect(found("geburtstag", deutsch)).toContain("🎂");
});

test("what nobody would call an emoji finds none", () => {
  expect(found("qqqq")).toEqual([]);
  expect(emojiByShortcode(all, "qqqq")).toBeUndefined();
});

test("no two emoji look the same, so no reaction is split in two", () => {
  const plain = all.map(({ emoji }) => emoji.replaceAll("\uFE0F", ""));
  expect(new Set(plain).size).toBe(plain.length);
});
