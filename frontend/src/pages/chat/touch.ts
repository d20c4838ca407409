/** Made once, and true by itself from then on: each message that is drawn asks. */
let coarse: MediaQueryList | undefined;

/** Whether one writes on a screen keyboard: it covers half of the page, and its Enter breaks the line. */
export function onTouch(): boolean {
  coarse ??= matchMedia("(pointer: coarse)");
  return coarse.matches;
}
