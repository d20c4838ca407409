/** Finds emoji by what people type. */
import type { Emoji } from "./catalogue";

/** The best first: short codes count before names, names before what is associated. */
export function searchEmoji(all: readonly Emoji[], query: string, limit: number): Emoji[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return all.slice(0, limit);
  const ranked: Emoji[][] = [[], [], [], []];
  for (const emoji of all) ranked[rankOf(emoji, wanted)]?.push(emoji);
  // Of those that begin so, the one that has least left to type.
  ranked[1]?.sort((a, b) => rest(a, wanted) - rest(b, wanted));
  return ranked.flat().slice(0, limit);
}

/** The one with exactly this short code. */
export function emojiByShortcode(all: readonly Emoji[], shortcode: string): Emoji | undefined {
  return all.find(({ shortcodes }) => shortcodes.includes(shortcode.toLowerCase()));
}

function rest({ shortcodes }: Emoji, wanted: string): number {
  return Math.min(...shortcodes.filter((one) => one.startsWith(wanted)).map((one) => one.length));
}

/** 0 is the best; 4 is none at all. */
function rankOf({ shortcodes, name, words }: Emoji, wanted: string): number {
  if (shortcodes.includes(wanted)) return 0;
  if (shortcodes.some((one) => one.startsWith(wanted))) return 1;
  if (name.toLowerCase().startsWith(wanted)) return 2;
  const parts = wanted.split(/[\s_-]+/);
  return parts.every((part) => words.some((word) => word.startsWith(part))) ? 3 : 4;
}
