// @vitest-environment node
import { afterEach, expect, test, vi } from "vitest";
import { speak } from "./index";
import { faultWords, refusalWords } from "./refusals";

/** The page's language is set on it: without a page it is nowhere. */
vi.stubGlobal("document", { documentElement: {} });

afterEach(() => speak("en"));

const SAID = "Length must be between 8 and 128.";

test("in English the server's own sentences are said", () => {
  expect(faultWords(SAID)).toBe(SAID);
  expect(refusalWords({ code: "not_found", detail: "There is no such user." })).toBe(
    "There is no such user.",
  );
});

test("in other languages the sentences of the server are ours, with their numbers", async () => {
  await speak("de");
  expect(faultWords(SAID)).toBe("8 bis 128 Zeichen.");
  expect(faultWords("Too easy to guess. This is a common password.")).toMatch(/^Zu leicht zu erraten/);
  expect(refusalWords({ code: "not_found", detail: "There is no such user." })).toMatch(/^Das gibt es nicht/);
  await speak("ar");
  expect(faultWords(SAID)).toContain("128");
});

test("what isn't known yet is said in the server's words rather than not at all", async () => {
  await speak("de");
  expect(faultWords("Must be a prime number.")).toBe("Must be a prime number.");
  expect(refusalWords({ code: "moon_phase", detail: "Not tonight." })).toBe("Not tonight.");
  expect(refusalWords({})).toBeNull();
});
