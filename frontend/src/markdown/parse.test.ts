// @vitest-environment node
import { describe, expect, test } from "vitest";
import { parse } from "./parse";
import { plainLine, plainText } from "./plain";
import type { Block, Item } from "./tree";

const text = (content: string): Block => ({
  type: "paragraph",
  heading: false,
  children: [{ type: "text", text: content }],
});

const item = (...children: Block[]): Item => ({ task: false, children });

test.each([
  ["**bold**", "strong"],
  ["*slanted*", "em"],
  ["~~gone~~", "del"],
])("%s is marked as such", (source, type) => {
  expect(parse(source)).toEqual([
    {
      type: "paragraph",
      heading: false,
      children: [{ type, children: [{ type: "text", text: source.replace(/[*~]/g, "") }] }],
    },
  ]);
});

test("code keeps what is markup elsewhere", () => {
  expect(parse("`**x**`")).toMatchObject([{ children: [{ type: "code", text: "**x**" }] }]);
  expect(parse("```ts\nconst a = `<b>`;\n```")).toEqual([
    { type: "code", language: "ts", text: "const a = `<b>`;" },
  ]);
});

test("lists and quotes hold what stands in them", () => {
  expect(parse("3. three\n4. four")).toEqual([
    { type: "list", ordered: true, start: 3, items: [item(text("three")), item(text("four"))] },
  ]);
  expect(parse("> said\n\nanswered")).toEqual([
    { type: "quote", children: [text("said")] },
    text("answered"),
  ]);
});

test.each(["- [x] paid\n- [ ] sent\n- bare", "- [x] paid\n\n- [ ] sent\n\n- bare"])(
  "the box of a task stands in its line, in the place of a bullet: %j",
  (source) => {
    const task = (content: string): Item => ({ task: true, children: [text(content)] });
    const items = [task("☑ paid"), task("☐ sent"), item(text("bare"))];
    expect(parse(source)).toEqual([{ type: "list", ordered: false, start: 1, items }]);
    expect(plainText(source)).toBe("☑ paid\n☐ sent\n• bare");
  },
);

test("a table has a head and rows, each as wide as the head, with markup in its cells", () => {
  const cell = (content: string, align: string | null = null) => ({
    align,
    children: content === "" ? [] : [{ type: "text", text: content }],
  });
  const source = "What it is:\n\n| Name | Sum |\n|:--|--:|\n| a \\| b | 1 | 2 |\n| c |\n\n*done*";
  expect(parse(source)).toMatchObject([
    text("What it is:"),
    {
      type: "table",
      head: [cell("Name", "left"), cell("Sum", "right")],
      rows: [
        [cell("a | b", "left"), cell("1", "right")],
        [cell("c", "left"), cell("", "right")],
      ],
    },
    { type: "paragraph" },
  ]);
  expect(parse("a | b\n-|-\n**x** | `y`")).toMatchObject([
    { rows: [[{ children: [{ type: "strong" }] }, { children: [{ type: "code" }] }]] },
  ]);
  expect(plainText("| **a** | b |\n|---|:-:|\n| 1 | [2](https://example.org) |")).toBe("a | b\n1 | 2");
});

test("a heading is a line in bold", () => {
  expect(parse("# Big")).toEqual([
    { type: "paragraph", heading: true, children: [{ type: "text", text: "Big" }] },
  ]);
});

test.each([
  "<b>no</b> <script>alert(1)</script>",
  "<!-- hidden -->",
  "    four spaces",
  "a | b\n1 | 2",
  "Fine\n:-|",
  "[note]: https://example.org",
  "Title\n===",
  "---",
  "snake_case_name and 2 * 3 * 4",
  "&lt;not a tag&gt;",
])("%j stays as it was written", (source) => {
  expect(plainText(source)).toBe(source);
});

test.each([
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "/c/1",
  "file:///etc",
])("no link goes to %s", (address) => {
  const source = `[click](${address}) and <${address}>`;
  expect(JSON.stringify(parse(source))).not.toContain('"link"');
});

test("an image is a link to it: nothing of it is loaded", () => {
  expect(parse("![a cat](https://example.org/cat.png)")).toMatchObject([
    { children: [{ type: "link", href: "https://example.org/cat.png", children: [{ text: "a cat" }] }] },
  ]);
});

test("line breaks are those that were typed", () => {
  expect(parse("one\ntwo *three*")).toMatchObject([{ children: [{ text: "one\ntwo " }, { type: "em" }] }]);
});

test("a line says what a message says, without its marks", () => {
  expect(plainLine("**Look** at\n\n- `this`\n- [that](https://example.org)")).toBe("Look at • this • that");
});

describe("hostile texts", () => {
  const long = (piece: string) => piece.repeat(8_000 / piece.length);

  test.each([
    "> ",
    "- ",
    "1. ",
    "*a_",
    "*a **b ",
    "__a",
    "[",
    "![",
    "[a](",
    "<",
    "`",
    "~~a ",
    "*[*",
    ">\n- ",
    "a-_.+",
    "\\",
  ])("8,000 characters of %j are read with bounded depth", (piece) => {
    const tree = parse(long(piece));
    expect(deepest(tree)).toBeLessThan(30);
  });

  test.each([
    [
      "rows that are to be filled up",
      `${"a|".repeat(1_300)}a\n${"-|".repeat(1_300)}-\n${"x\n".repeat(1_300)}`,
    ],
    [
      "one table after the other",
      `${"a|".repeat(40)}a\n${"-|".repeat(40)}-\n${"x\n".repeat(40)}\n`.repeat(28),
    ],
    ["nothing but bars", `a|b\n-|-\n${"|".repeat(7_900)}`],
    ["heads without rows", "|\n-|\n".repeat(1_300)],
    ["heads after heads", "a|b\n-|-\n\n".repeat(900)],
  ])("%s make no more than 2,000 cells", (_, source) => {
    expect(source.length).toBeLessThanOrEqual(8_100);
    const cells = JSON.stringify(parse(source)).match(/"align"/g) ?? [];
    expect(cells.length).toBeLessThanOrEqual(2_000);
    // Nothing of it is lost: what is no table is text.
    expect(plainText(source).match(/[ax]/g)?.length ?? 0).toBe(source.match(/[ax]/g)?.length ?? 0);
  });

  test("the grammar gives up on emphasis after some hundred tries, and the rest is text", () => {
    const tree = parse(long("*a* "));
    expect(JSON.stringify(tree).match(/"em"/g)?.length).toBeLessThanOrEqual(200);
    expect(plainText(long("*a* ")).length).toBeGreaterThan(4_000);
  });
});

function deepest(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  return 1 + Math.max(0, ...Object.values(node).map(deepest));
}
