import { afterEach, expect, test, vi } from "vitest";
import { locale } from "./index";

afterEach(() => vi.restoreAllMocks());

function browserOf(...languages: string[]): void {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);
}

test("times are told as the browser's own variety of the language tells them", () => {
  browserOf("fr-FR", "en-GB", "en-US");
  expect(locale()).toBe("en-GB-u-nu-latn");
});

test("what a machine without a language calls it breaks nothing", () => {
  browserOf("en-US@posix");
  expect(locale()).toBe("en-u-nu-latn");
});
