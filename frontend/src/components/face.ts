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
  const letters = name.split(/\s+/).flatMap(firstLetter);
  const first = letters[0] ?? "";
  const last = letters.length > 1 ? letters.at(-1) : "";
  return (first + last).toLocaleUpperCase() || "?";
}

/** A letter of any script: a bracket, a digit or half of an emoji is no initial. */
function firstLetter(word: string): string[] {
  return word.match(/\p{L}/u) ?? [];
}
