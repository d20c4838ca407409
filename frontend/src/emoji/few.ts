/** Flags, and pictures with their skin and what they are joined with. */
const ONE =
  /(?:\p{RI}{2}|\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F)*(?:\u200D\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F)*)*)/u;
const FEW = new RegExp(`^(?:${ONE.source}\\s?){1,3}$`, "u");
const LONGEST = 60;

/** Whether a text is nothing but an emoji or a few. */
export function isFewEmoji(text: string): boolean {
  return text.length <= LONGEST && FEW.test(text);
}
