// @vitest-environment node
import { expect, test } from "vitest";
import { isFewEmoji } from "./few";

test.each(["🎉", "❤️", "👍🏽 👍", "👨‍👩‍👧‍👦", "🇩🇪🇫🇷🇮🇹"])("%s is nothing but emoji", (text) => {
  expect(isFewEmoji(text)).toBe(true);
});

test.each(["", "ok 🎉", "🎉🎉🎉🎉", "123", "#", "🎉!"])("%j is more, or none", (text) => {
  expect(isFewEmoji(text)).toBe(false);
});
