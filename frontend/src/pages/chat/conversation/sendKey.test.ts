import { expect, test } from "vitest";
import { isSendKey } from "./sendKey";

function key(name: string, more: KeyboardEventInit = {}): KeyboardEvent {
  return new KeyboardEvent("keydown", { key: name, ...more });
}

test("Enter sends, Shift+Enter and other keys don't", () => {
  expect(isSendKey(key("Enter"))).toBe(true);
  expect(isSendKey(key("Enter", { shiftKey: true }))).toBe(false);
  expect(isSendKey(key("a"))).toBe(false);
});

test("an input method's Enter never sends", () => {
  expect(isSendKey(key("Enter", { isComposing: true }))).toBe(false);
  expect(isSendKey(key("Enter", { keyCode: 229 }))).toBe(false);
});
