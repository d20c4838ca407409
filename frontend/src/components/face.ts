/** A colour and two letters for whoever has no picture. */

const HUES = 8;

export function hueOf(id: string): number {
  // FNV-1a, and one more mixing at the end: ids that count up would come out in a row otherwise.
  let hash = 0x811c9dc5;
  for (const char of id) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % HUES;
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
