// @vitest-environment node
import { expect, test } from "vitest";
import { initialsOf } from "./face";

test.each([
  ["Ada Lovelace", "AL"],
  ["ada", "A"],
  ["Anna (work) 2", "AW"],
  ["“Bob” 🚀 Hart", "BH"],
  ["Émile Zola", "ÉZ"],
  ["李 小龍", "李小"],
  ["42 !", "?"],
])("the initials of %s are %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
