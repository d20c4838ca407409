/** A message's text to its tree. Bounded: in length, in depth and in tries, so that no text can stop the page. */
import { Lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { safeAddress } from "./address";
import { ChatTokenizer } from "./tokenizer";
import type { Block, Cell, Inline } from "./tree";

/** What the server takes at most; whatever is longer is shown as it is. */
const LONGEST = 8_000;
/** Without one of these there is nothing to find. */
const MARKUP = /[*_~`>#[\]\\<|]|^\s*(?:[-+]|\d+[.)])\s|https?:|www\.|\S@\S/im;
const KEPT = 400;
const kept = new Map<string, Block[]>();

/** The same tree for the same text: a list shows its rows again and again. */
export function parse(text: string): Block[] {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const tree = parseAnew(text);
  if (kept.size === KEPT) kept.delete(kept.keys().next().value ?? "");
  kept.set(text, tree);
  return tree;
}

function parseAnew(text: string): Block[] {
  if (text.length > LONGEST * 2 || !MARKUP.test(text)) return [plainParagraph(text)];
  const lexer = new Lexer({ gfm: true, breaks: true, tokenizer: new ChatTokenizer() });
  const blocks = blocksOf(lexer.lex(text));
  return blocks.length > 0 ? blocks : [plainParagraph(text)];
}

function plainParagraph(text: string): Block {
  return { type: "paragraph", heading: false, children: [{ type: "text", text }] };
}

function blocksOf(tokens: readonly Token[]): Block[] {
  return (tokens as MarkedToken[]).flatMap(blockOf);
}

function blockOf(token: MarkedToken): Block[] {
  switch (token.type) {
    case "space":
      return [];
    case "code":
      return [{ type: "code", language: token.lang?.split(/\s/)[0] ?? "", text: token.text }];
    case "blockquote":
      return [{ type: "quote", children: blocksOf(token.tokens) }];
    case "list": {
      const items = token.items.map((item) => ({
        task: item.task,
        children: blocksOf(boxInLine(item.tokens)),
      }));
      return [{ type: "list", ordered: token.ordered, start: token.start === "" ? 1 : token.start, items }];
    }
    case "table":
      return [
        { type: "table", head: token.header.map(cellOf), rows: token.rows.map((row) => row.map(cellOf)) },
      ];
    case "heading":
      return [{ type: "paragraph", heading: true, children: inlinesOf(token.tokens) }];
    case "paragraph":
    case "text":
      return [{ type: "paragraph", heading: false, children: inlinesOf(token.tokens ?? [token]) }];
    case "checkbox":
      return [{ type: "paragraph", heading: false, children: [checkbox(token.checked)] }];
    default:
      return [plainParagraph(token.raw)];
  }
}

function cellOf({ align, tokens }: Tokens.TableCell): Cell {
  return { align, children: inlinesOf(tokens) };
}

/** A task's box stands beside its words and not above them: it goes into the first paragraph. */
function boxInLine(tokens: readonly Token[]): readonly Token[] {
  const [box, first, ...rest] = tokens as MarkedToken[];
  if (box?.type !== "checkbox" || first?.type !== "text") return tokens;
  return [{ ...first, tokens: [box, ...(first.tokens ?? [])] }, ...rest];
}

function inlinesOf(tokens: readonly Token[]): Inline[] {
  const inlines: Inline[] = [];
  for (const inline of (tokens as MarkedToken[]).map(inlineOf)) {
    const before = inlines.at(-1);
    // Pieces of one text are one: a name that is mentioned must not be cut in two.
    if (inline.type === "text" && before?.type === "text") before.text += inline.text;
    else inlines.push(inline);
  }
  return inlines;
}

function inlineOf(token: MarkedToken): Inline {
  switch (token.type) {
    case "strong":
    case "em":
    case "del":
      return { type: token.type, children: inlinesOf(token.tokens) };
    case "codespan":
      return { type: "code", text: token.text };
    case "br":
      return { type: "text", text: "\n" };
    case "escape":
      return { type: "text", text: token.text };
    case "checkbox":
      return checkbox(token.checked);
    case "image":
      // Not loaded: it would tell a stranger's server who reads this, and when.
      return linkTo(token.href, [{ type: "text", text: token.text || token.href }], token.raw);
    case "link":
      return linkTo(token.href, inlinesOf(token.tokens), token.raw);
    default:
      return { type: "text", text: token.raw };
  }
}

function linkTo(address: string, children: Inline[], raw: string): Inline {
  const href = safeAddress(address);
  return href === null ? { type: "text", text: raw } : { type: "link", href, children };
}

function checkbox(checked: boolean): Inline {
  return { type: "text", text: checked ? "☑ " : "☐ " };
}
