/** A colour and two letters for whoever has no picture. */

const HUES = 8;

export function hueOf(id: string): number {
  let hash = 7;
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  // The low bits of a multiplicative hash are its worst: ids that count up would share a colour.
  return (hash >>> 11) % HUES;
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = firstChar(words[0]);
  const last = words.length > 1 ? firstChar(words.at(-1)) : "";
  return (first + last).toLocaleUpperCase() || "?";
}

/** By code point: half of an emoji is no initial. */
function firstChar(word: string | undefined): string {
  return Array.from(word ?? "")[0] ?? "";
}
