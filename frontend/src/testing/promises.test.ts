// @vitest-environment node
/** What docs/client.md promises, and the browser tests that hold it, belong together by their numbers. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const E2E = new URL("../../e2e/", import.meta.url);
const LATER = /^\d+\. \(.*: later\.\)$/;

function promised(): number[] {
  const page = readFileSync(new URL("../../../docs/client.md", import.meta.url), "utf8");
  const lines = page.split("\n").filter((line) => /^\d+\. /.test(line) && !LATER.test(line));
  return lines.map(Number.parseFloat);
}

function held(): number[] {
  const files = readdirSync(E2E).filter((name) => name.endsWith(".e2e.ts"));
  const text = files.map((name) => readFileSync(new URL(name, E2E), "utf8")).join("\n");
  return [...text.matchAll(/test\("([\d, ]+): /g)].flatMap(([, numbers = ""]) =>
    numbers.split(",").map(Number),
  );
}

test("each promise of the client has a browser test that bears its number, and no test another one", () => {
  expect(promised().length).toBeGreaterThan(20);
  expect([...new Set(held())].toSorted((a, b) => a - b)).toEqual(promised());
});
