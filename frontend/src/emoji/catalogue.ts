/** All emoji with their names and short codes. Some 50 KB that come when somebody first wants one. */
import { type Language, language } from "../i18n";

export interface Emoji {
  readonly emoji: string;
  readonly group: number;
  readonly name: string;
  /** As between colons; the first is the usual one. */
  readonly shortcodes: readonly string[];
  /** What else it is looked for by. */
  readonly words: readonly string[];
}

type Bare = [emoji: string, group: number, shortcodes: string];
type Named = [name: string, words: string];

/** Languages without names of their own are served the English ones. */
const NAMES: Partial<Record<Language, () => Promise<{ default: unknown }>>> = {
  de: () => import("./data/de.json"),
};
const loaded = new Map<Language, Promise<readonly Emoji[]>>();

export function loadEmoji(): Promise<readonly Emoji[]> {
  const wanted = language();
  const loading = loaded.get(wanted) ?? load(wanted);
  loaded.set(wanted, loading);
  // One that failed is tried again.
  loading.catch(() => loaded.delete(wanted));
  return loading;
}

async function load(wanted: Language): Promise<readonly Emoji[]> {
  const names = NAMES[wanted] ?? (() => import("./data/en.json"));
  const [bare, named] = await Promise.all([import("./data/emoji.json"), names()]);
  return combine(bare.default as unknown as Bare[], named.default as Named[]);
}

export function combine(bare: readonly Bare[], named: readonly Named[]): Emoji[] {
  return bare.map(([emoji, group, shortcodes], at) => {
    const [name, words] = named[at] ?? ["", ""];
    return {
      emoji,
      group,
      name,
      shortcodes: shortcodes.split(" "),
      words: `${name} ${words}`.toLowerCase().split(/[\s-]+/),
    };
  });
}
