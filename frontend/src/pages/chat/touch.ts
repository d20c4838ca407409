/** Whether one writes on a screen keyboard: it covers half of the page, and its Enter breaks the line. */
export function onTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
