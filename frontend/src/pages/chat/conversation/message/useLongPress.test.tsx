import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useLongPress } from "./useLongPress";

const onPress = vi.fn();

function Pressed() {
  return <p {...useLongPress(onPress)}>message</p>;
}

beforeEach(() => {
  vi.useFakeTimers();
  onPress.mockClear();
  render(<Pressed />);
});
afterEach(() => vi.useRealTimers());

function pressFor(ms: number): void {
  fireEvent.pointerDown(screen.getByText("message"), { pointerType: "touch" });
  vi.advanceTimersByTime(ms);
  fireEvent.pointerUp(screen.getByText("message"));
}

test("a finger that stays asks for the menu, and one that only taps does not", () => {
  vi.advanceTimersByTime(1_000);
  pressFor(300);
  expect(onPress).not.toHaveBeenCalled();
  pressFor(600);
  expect(onPress).toHaveBeenCalledOnce();
});

test("a finger that stops a scrolling list asks for nothing, however long it stays", () => {
  fireEvent.scroll(document);
  vi.advanceTimersByTime(50);
  pressFor(2_000);
  expect(onPress).not.toHaveBeenCalled();
  pressFor(600);
  expect(onPress).toHaveBeenCalledOnce();
});
