/** How well what one types fits a name: letters in their order, better at the beginnings of words and side by side. */

const START_OF_WORD = 8;
const SIDE_BY_SIDE = 5;
const ANYWHERE = 1;
/** A short name that fits is meant sooner than a long one. */
const LONGER_BY_ONE = 0.05;

/** Null when it does not fit; else the higher the better. */
export function fits(query: string, name: string): number | null {
  const wanted = Array.from(folded(query).replaceAll(/\s+/g, ""));
  const letters = Array.from(folded(name));
  return best(wanted, letters, 0, 0, new Map());
}

/** Tries each place of the next letter: the first one is not always the one that is meant. */
function best(
  wanted: string[],
  letters: string[],
  at: number,
  from: number,
  known: Map<number, number | null>,
): number | null {
  if (at === wanted.length) return -letters.length * LONGER_BY_ONE;
  const key = at * (letters.length + 1) + from;
  const before = known.get(key);
  if (before !== undefined) return before;
  let found: number | null = null;
  for (let place = letters.indexOf(wanted[at] ?? "", from); place >= 0; ) {
    const rest = best(wanted, letters, at + 1, place + 1, known);
    if (rest !== null)
      found = Math.max(found ?? -Infinity, rest + worth(letters, place, at > 0 && place === from));
    place = letters.indexOf(wanted[at] ?? "", place + 1);
  }
  known.set(key, found);
  return found;
}

function worth(letters: string[], place: number, follows: boolean): number {
  if (place === 0 || /[\s._@-]/.test(letters[place - 1] ?? "")) return START_OF_WORD;
  return follows ? SIDE_BY_SIDE : ANYWHERE;
}

/** Without case and accents: "Jose" finds "José". */
function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();
}
