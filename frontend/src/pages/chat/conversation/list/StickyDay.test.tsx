import { act, render } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { Row } from "../../rows";
import { StickyDay } from "./StickyDay";

const message = { type: "message", at: "2026-03-02T10:00:00Z" } as Row;
const rows = [message, message, message];

test("the day shows while one scrolls back, not while one rests, nor as the list follows what arrives", () => {
  vi.useFakeTimers();
  const top = createStore(() => 0);
  const chip = (atEnd: boolean) => <StickyDay rows={rows} top={top} atEnd={atEnd} />;
  const { container, rerender } = render(chip(true));
  const shown = () => container.querySelector("p")?.dataset.shown;
  act(() => top.setState(2, true));
  expect(shown()).toBe("false");
  rerender(chip(false));
  act(() => top.setState(1, true));
  expect(shown()).toBe("true");
  act(() => vi.advanceTimersByTime(1_000));
  expect(shown()).toBe("false");
  vi.useRealTimers();
});
