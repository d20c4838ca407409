// @vitest-environment node
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { nodesOf, type Source, shippedSources } from "../testing/sources";
import ar from "./ar";
import de from "./de";
import en from "./en";

const CATALOGUES = { en, de, ar };
const PLURAL = /_(zero|one|two|few|many|other)$/;
/** What people read, or hear read to them. */
const READ = new Set([
  "alt",
  "aria-description",
  "aria-label",
  "aria-placeholder",
  "aria-roledescription",
  "error",
  "hint",
  "label",
  "placeholder",
  "title",
]);

const sources = shippedSources();

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, above = ""): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[above + key, value]] : [...flat(value, `${above}${key}.`)],
  );
  return new Map(entries);
}

/** A key as the code names it, without the plural form. */
function baseOf(key: string): string {
  return key.replace(PLURAL, "");
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").sort();
}

describe.each(["de", "ar"] as const)("in %s", (language) => {
  const english = flat(en);
  const words = flat(CATALOGUES[language]);
  const plurals = new Set([...english.keys()].filter((key) => PLURAL.test(key)).map(baseOf));

  test("no sentence is missing, and none is left over", () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const wanted = [...english.keys()].flatMap((key) =>
      PLURAL.test(key) ? forms.map((form) => `${baseOf(key)}_${form}`) : [key],
    );
    expect([...words.keys()].sort()).toEqual([...new Set(wanted)].sort());
  });

  test("each sentence takes the same names and numbers as the English one", () => {
    const strange = [...words].filter(([key, text]) => {
      // "One message" needs no figure.
      if (plurals.has(baseOf(key))) return false;
      return placeholders(text).join() !== placeholders(english.get(key) ?? "").join();
    });
    expect(strange).toEqual([]);
  });
});

test("no sentence of the catalogues is said nowhere", () => {
  const exact = new Set<string>();
  const beginnings: string[] = [];
  for (const { file } of sources) {
    for (const node of nodesOf(file)) {
      if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) exact.add(node.text);
      if (ts.isTemplateExpression(node) && /^\w+\./.test(node.head.text)) beginnings.push(node.head.text);
    }
  }
  const unused = [...flat(en).keys()]
    .map(baseOf)
    .filter((key) => !exact.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)));
  expect(unused).toEqual([]);
});

test("no text stands in the code, outside of the catalogues", () => {
  expect(sources.flatMap(literalsIn)).toEqual([]);
});

function literalsIn({ path, file }: Source): string[] {
  const found: string[] = [];
  for (const node of nodesOf(file)) {
    const text = shownLiteral(node);
    if (text !== null && /\p{L}{2}/u.test(text)) found.push(`${path}: ${text.trim()}`);
  }
  return found;
}

/** What this node puts before people's eyes by itself. */
function shownLiteral(node: ts.Node): string | null {
  if (ts.isJsxText(node)) return node.text;
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node)) return null;
  return isShown(node) ? node.text : null;
}

/** Whether a literal is what a JSX element or one of the attributes that people read shows, by whichever branch. */
function isShown(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isJsxAttribute(parent)) return READ.has(parent.name.getText());
  if (ts.isJsxExpression(parent)) {
    return ts.isJsxAttribute(parent.parent) ? READ.has(parent.parent.name.getText()) : true;
  }
  if (ts.isConditionalExpression(parent) && parent.condition !== node) return isShown(parent);
  if (ts.isBinaryExpression(parent) && parent.right === node && isChoice(parent)) return isShown(parent);
  if (ts.isParenthesizedExpression(parent) || ts.isTemplateExpression(parent)) return isShown(parent);
  return false;
}

function isChoice({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return [
    ts.SyntaxKind.AmpersandAmpersandToken,
    ts.SyntaxKind.BarBarToken,
    ts.SyntaxKind.QuestionQuestionToken,
  ].includes(kind);
}
