import { beforeEach, expect, test, vi } from "vitest";
import { placeOf } from "./place";

const BOX = { offsetWidth: 200, offsetHeight: 300 };

beforeEach(() => {
  vi.stubGlobal("innerWidth", 1000);
  vi.stubGlobal("innerHeight", 800);
});

/** A button of 40 px. */
function at(left: number, top: number) {
  return { left, right: left + 40, top, bottom: top + 40 };
}

test("it hangs below what it is about, at the edge that they share", () => {
  expect(placeOf(BOX, at(500, 100), "left")).toEqual({ left: "500px", top: "146px" });
  expect(placeOf(BOX, at(500, 100), "right")).toEqual({ left: "340px", top: "146px" });
});

test("without room below it stands above", () => {
  expect(placeOf(BOX, at(500, 446), "left")).toEqual({ left: "500px", top: "492px" });
  expect(placeOf(BOX, at(500, 447), "left")).toEqual({ left: "500px", top: "141px" });
});

test("it stays inside the window, with a margin", () => {
  expect(placeOf(BOX, at(950, 100), "left").left).toBe("792px");
  expect(placeOf(BOX, at(10, 100), "right").left).toBe("8px");
  vi.stubGlobal("innerHeight", 320);
  expect(placeOf(BOX, at(500, 200), "left").top).toBe("8px");
  vi.stubGlobal("innerWidth", 180);
  expect(placeOf(BOX, at(100, 200), "left").left).toBe("8px");
});
