/**
 * marked's grammar, cut down to what a chat wants and bounded in work. Left out, so that it stays text: raw HTML, rules,
 * indented code, headings by underlining, and definitions, which would vanish from what one wrote.
 */
import { Tokenizer, type Tokens } from "marked";

/** Quotes in lists in quotes, and emphasis in links in emphasis: deeper than this nobody means it. */
const DEEPEST = 6;
/** Each try at emphasis looks at all that follows: 8,000 characters of `*a_` would take most of a second. */
const TRIES = 200;
/** Of all tables of a message: short rows are filled up, so 8,000 characters could ask for two million. */
const CELLS = 2_000;

export class ChatTokenizer extends Tokenizer {
  #depth = 0;
  #tries = 0;
  #cells = 0;

  override blockquote(source: string): Tokens.Blockquote | undefined {
    return this.#deeper(() => super.blockquote(source));
  }

  override list(source: string): Tokens.List | undefined {
    return this.#deeper(() => super.list(source));
  }

  override emStrong(source: string, masked: string, before?: string): Tokens.Em | Tokens.Strong | undefined {
    return this.#trying(() => super.emStrong(source, masked, before));
  }

  override del(source: string, masked: string, before?: string): Tokens.Del | undefined {
    return this.#trying(() => super.del(source, masked, before));
  }

  override link(source: string): Tokens.Link | Tokens.Image | undefined {
    return this.#trying(() => super.link(source));
  }

  override table(source: string): Tokens.Table | undefined {
    const [head = "", rule = ""] = source.split("\n", 2);
    // Without a bar above it, a line like `:-|` is a face.
    if (!head.includes("|") || !/^[ |:-]+$/.test(rule)) return undefined;
    const [lines = ""] = source.split(/\n[ \t]*\n/, 1);
    this.#cells += head.split("|").length * lines.split("\n").length;
    return this.#cells > CELLS ? undefined : super.table(source);
  }

  override code(): undefined {}
  override html(): undefined {}
  override tag(): undefined {}
  override def(): undefined {}
  override lheading(): undefined {}
  override hr(): undefined {}
  override reflink(): undefined {}

  #trying<T>(attempt: () => T | undefined): T | undefined {
    return ++this.#tries > TRIES ? undefined : this.#deeper(attempt);
  }

  #deeper<T>(attempt: () => T | undefined): T | undefined {
    if (this.#depth === DEEPEST) return undefined;
    this.#depth++;
    try {
      return attempt();
    } finally {
      this.#depth--;
    }
  }
}
