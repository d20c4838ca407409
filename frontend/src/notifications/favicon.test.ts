import { afterEach, expect, test } from "vitest";
import { faviconFor, showBadge } from "./favicon";

afterEach(() => document.head.replaceChildren());

test("the icon carries the count, in at most three characters", () => {
  expect(faviconFor(0)).toBe("/icon.svg");
  expect(decodeURIComponent(faviconFor(7))).toContain(">7</text>");
  expect(decodeURIComponent(faviconFor(250))).toContain(">99+</text>");
});

test("the page's icon follows the count, and goes back", () => {
  document.head.innerHTML = '<link rel="icon" href="/icon.svg">';
  const href = () => document.querySelector("link")?.getAttribute("href");
  showBadge(3);
  expect(href()).toBe(faviconFor(3));
  showBadge(0);
  expect(href()).toBe("/icon.svg");
});
