// @vitest-environment node
import { expect, test } from "vitest";
import { backoffMs } from "./backoff";

test("the longest wait doubles from half a second to thirty seconds", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 20].map((attempt) => backoffMs(attempt, undefined, () => 1));
  expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("the jitter is full: a wait can be anything from nothing to the longest", () => {
  expect(backoffMs(3, undefined, () => 0)).toBe(0);
  expect(backoffMs(3, undefined, () => 0.5)).toBe(2_000);
});
