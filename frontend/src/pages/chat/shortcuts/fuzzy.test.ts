import { expect, test } from "vitest";
import { fits } from "./fuzzy";

function order(query: string, names: string[]): string[] {
  return names
    .map((name) => [name, fits(query, name)] as const)
    .filter((one): one is [string, number] => one[1] !== null)
    .sort((a, b) => b[1] - a[1])
    .map(([name]) => name);
}

test("letters in their order fit, others don't", () => {
  expect(fits("alo", "Ada Lovelace")).not.toBeNull();
  expect(fits("oda", "Ada Lovelace")).toBeNull();
});

test("beginnings of words go before letters in the middle", () => {
  expect(order("al", ["Rafael", "Ada Lovelace", "Signal team"])).toEqual([
    "Ada Lovelace",
    "Signal team",
    "Rafael",
  ]);
});

test("of two names that fit alike the shorter one is first", () => {
  expect(order("team", ["Team of the north", "Team"])).toEqual(["Team", "Team of the north"]);
});

test("accents and case don't matter", () => {
  expect(fits("JOSE", "José")).not.toBeNull();
});

test("a long name of one letter again and again takes no time", () => {
  expect(fits("aaaaaaaaaaaaaaaab", "a".repeat(100))).toBeNull();
});
