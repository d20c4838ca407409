// @vitest-environment node
import { expect, test } from "vitest";
import { participant, user } from "../../../../testing/factories";
import { peopleFor } from "./suggestions";
import { closedShortcode, triggerAt } from "./trigger";

test.each([
  ["@", "mention", ""],
  ["hello @ad", "mention", "ad"],
  ["(@ada.l", "mention", "ada.l"],
  ["look :smi", "emoji", "smi"],
  [":+1", "emoji", "+1"],
])("in %j something can be completed", (text, kind, query) => {
  expect(triggerAt(text, text.length)).toMatchObject({ kind, query, to: text.length });
});

test.each(["", "ada@example", "at 10:30", ":)", "http://x", ":s", "@ada ", "a:smile"])(
  "in %j nothing can be completed",
  (text) => {
    expect(triggerAt(text, text.length)).toBeNull();
  },
);

test("only what stands before the caret counts", () => {
  expect(triggerAt("@ada and more", 3)).toEqual({ kind: "mention", from: 0, to: 3, query: "ad" });
});

test("a short code is closed by its second colon", () => {
  expect(closedShortcode("so :tada:", 9)).toEqual({ kind: "emoji", from: 3, to: 9, query: "tada" });
  expect(closedShortcode("10:30:", 6)).toBeNull();
});

test("members are found by username and by any part of their name, oneself is not", () => {
  const people = [
    participant("me"),
    participant("x", { user: user("x", { username: "bella", display_name: "Anna Adam" }) }),
    participant("y", { user: user("y", { username: "adrian", display_name: "Zoe" }) }),
  ];
  const found = (query: string) => peopleFor(query, people, "me").map(({ insert }) => insert);
  expect(found("ad")).toEqual(["@adrian ", "@bella "]);
  expect(found("anna")).toEqual(["@bella "]);
  expect(found("me")).toEqual([]);
  expect(found("")).toHaveLength(2);
});
