import { expect, test } from "vitest";
import { isSendKey } from "./sendKey";

function key(name: string, more: KeyboardEventInit = {}): KeyboardEvent {
  return new KeyboardEvent("keydown", { key: name, ...more });
}

test("Enter sends, Shift+Enter and other keys don't", () => {
  expect(isSendKey(key("Enter"), false)).toBe(true);
  expect(isSendKey(key("Enter", { shiftKey: true }), false)).toBe(false);
  expect(isSendKey(key("a"), false)).toBe(false);
});

test("an input method's Enter never sends", () => {
  expect(isSendKey(key("Enter", { isComposing: true }), false)).toBe(false);
  expect(isSendKey(key("Enter", { keyCode: 229 }), false)).toBe(false);
});

test("a screen keyboard's Enter breaks the line", () => {
  expect(isSendKey(key("Enter"), true)).toBe(false);
});
