/** What a message says without its markup: for quotes, lists of conversations and voices. */
import { parse } from "./parse";
import type { Block, Cell, Inline, Item } from "./tree";

export function plainText(text: string): string {
  return parse(text).map(blockText).join("\n");
}

/** In one line, whatever the message is made of. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, " ").trim();
}

function blockText(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return block.children.map(inlineText).join("");
    case "code":
      return block.text;
    case "quote":
      return block.children.map(blockText).join("\n");
    case "list":
      return block.items.map(itemText).join("\n");
    case "table":
      return [block.head, ...block.rows].map(rowText).join("\n");
  }
}

function itemText({ task, children }: Item): string {
  return (task ? "" : "• ") + children.map(blockText).join("\n");
}

function rowText(cells: readonly Cell[]): string {
  return cells.map(cellText).join(" | ");
}

export function cellText({ children }: Cell): string {
  return children.map(inlineText).join("");
}

function inlineText(inline: Inline): string {
  return "text" in inline ? inline.text : inline.children.map(inlineText).join("");
}
