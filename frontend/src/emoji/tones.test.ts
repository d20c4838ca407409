// @vitest-environment node
import { expect, test } from "vitest";
import { isFewEmoji } from "./few";
import { TONES, toned } from "./tones";

const MEDIUM = TONES[3];

test.each([
  ["👋", "👋🏽"],
  ["☝️", "☝🏽"],
  ["👩‍🚀", "👩🏽‍🚀"],
  ["⛹️‍♂️", "⛹🏽‍♂️"],
  ["🧑‍🤝‍🧑", "🧑🏽‍🤝‍🧑🏽"],
  ["🤝", "🤝🏽"],
])("%s has a tone", (plain, expected) => {
  expect(toned(plain, MEDIUM)).toBe(expected);
  expect(isFewEmoji(expected)).toBe(true);
});

test.each(["🙂", "❤️", "👨‍👩‍👧", "🇩🇪", "1️⃣"])("%s has none, and stays as it is", (emoji) => {
  expect(toned(emoji, MEDIUM)).toBe(emoji);
});

test("without a tone everything is as it comes", () => {
  expect(toned("👋", "")).toBe("👋");
});
