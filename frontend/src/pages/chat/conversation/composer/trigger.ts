/** What is being written right before the caret that can be completed. */

interface Trigger {
  readonly kind: "mention" | "emoji";
  /** Where the sign that begins it stands. */
  readonly from: number;
  readonly to: number;
  readonly query: string;
}

const BEFORE = String.raw`(?<=^|[\s(\[{"'>*_~])`;
const MENTION = new RegExp(`${BEFORE}@([\\p{L}\\p{N}_.-]{0,32})$`, "u");
/** Two letters at least: ":)" and "10:3" are no emoji to be. */
const EMOJI = new RegExp(`${BEFORE}:([a-zA-Z0-9_+-]{2,32})$`, "u");
const CLOSED = new RegExp(`${BEFORE}:([a-zA-Z0-9_+-]{2,32}):$`, "u");
/** No trigger is longer, and a long text is not searched at every key. */
const LOOK_BACK = 40;

export function triggerAt(text: string, caret: number): Trigger | null {
  return match("mention", MENTION, text, caret) ?? match("emoji", EMOJI, text, caret);
}

/** A short code between its two colons, the second of which was just typed. */
export function closedShortcode(text: string, caret: number): Trigger | null {
  return match("emoji", CLOSED, text, caret);
}

function match(kind: Trigger["kind"], pattern: RegExp, text: string, caret: number): Trigger | null {
  const start = Math.max(caret - LOOK_BACK, 0);
  const found = pattern.exec(text.slice(start, caret));
  if (found === null) return null;
  return { kind, from: start + found.index, to: caret, query: found[1] ?? "" };
}
