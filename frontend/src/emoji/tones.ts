/** Skin tones: which emoji have them, and the one that this person took last, on this device. */

/** As they come, then Fitzpatrick's five from light to dark. */
export const TONES = ["", "\u{1F3FB}", "\u{1F3FC}", "\u{1F3FD}", "\u{1F3FE}", "\u{1F3FF}"] as const;
export type Tone = (typeof TONES)[number];

const KEY = "chat.emoji.tone";
/** Whoever has a skin; the hands that two people give each other between them have theirs. */
const SKIN = /(?!\u{1F91D}\u200D)(\p{Emoji_Modifier_Base})\uFE0F?/gu;
/** What Unicode recommends to be drawn, as far as this browser knows. A family has no tones, though its members do. */
const DRAWN = /^\p{RGI_Emoji}$/v;

/** The emoji in that tone, or as it is where it has none. */
export function toned(emoji: string, tone: Tone): string {
  if (tone === "") return emoji;
  const made = emoji.replace(SKIN, `$1${tone}`);
  return DRAWN.test(made) ? made : emoji;
}

export function keptTone(): Tone {
  const kept = localStorage.getItem(KEY);
  return TONES.find((tone) => tone === kept) ?? "";
}

export function keepTone(tone: Tone): void {
  if (tone === "") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, tone);
}
