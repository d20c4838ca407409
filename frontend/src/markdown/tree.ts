/** What a message says, as a tree of a few kinds of nodes. Nothing else can be shown, whatever stands in the text. */

export type Inline =
  | { type: "text"; text: string }
  | { type: "code"; text: string }
  | { type: "strong" | "em" | "del"; children: Inline[] }
  /** `href` is an absolute address of an allowed scheme. */
  | { type: "link"; href: string; children: Inline[] };

export type Block =
  | { type: "paragraph"; heading: boolean; children: Inline[] }
  | { type: "code"; language: string; text: string }
  | { type: "quote"; children: Block[] }
  | { type: "list"; ordered: boolean; start: number; items: Item[] }
  | { type: "table"; head: Cell[]; rows: Cell[][] };

/** `task`: it begins with a box that is ticked or not, in the place of a bullet. */
export interface Item {
  task: boolean;
  children: Block[];
}

/** `align` as it was written; null: where its text begins. */
export interface Cell {
  align: "left" | "center" | "right" | null;
  children: Inline[];
}
