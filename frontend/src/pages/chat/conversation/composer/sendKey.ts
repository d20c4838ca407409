/**
 * Enter sends. With Shift and on a screen keyboard, which has no Shift+Enter, it breaks the line, and while an input
 * method composes, it takes the suggestion.
 */
export function isSendKey(event: KeyboardEvent, touch: boolean): boolean {
  if (touch) return false;
  // 229 is how Safari marks the key that ended a composition: isComposing is false again by then.
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}
