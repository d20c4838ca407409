import { fireEvent, screen } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { ME } from "../../../testing/factories";
import { fakeServer } from "../../../testing/fakeServer";
import { renderSignedIn, signIn } from "../../../testing/signedIn";
import { Shortcuts } from "./Shortcuts";

signIn();

beforeEach(() => {
  fakeServer({ "GET /api/users/me": () => ({ body: { id: ME } }) });
  renderSignedIn(
    <>
      <textarea data-composer />
      <input type="search" />
      <div role="menu" tabIndex={-1} />
      <article tabIndex={-1} onKeyDown={(event) => event.key === "r" && event.preventDefault()} />
      <Shortcuts open="c1" />
    </>,
  );
});

function after(role: string | null, key: string, held: object = {}): boolean {
  const at = role === null ? document.body : screen.getByRole(role);
  screen.getByRole("textbox").blur();
  at.focus();
  fireEvent.keyDown(at, { key, ...held });
  return document.activeElement === screen.getByRole("textbox");
}

test("what one writes with the focus on nothing or on a message goes to the composer", () => {
  expect(after(null, "a")).toBe(true);
  expect(after(null, "É", { shiftKey: true })).toBe(true);
  expect(after("article", "a")).toBe(true);
});

test("keys that mean something where they are pressed stay there", () => {
  expect(after("article", "r")).toBe(false);
  expect(after("searchbox", "a")).toBe(false);
  expect(after("menu", "a")).toBe(false);
  for (const key of [" ", "Tab", "ArrowUp", "Escape"]) expect(after(null, key)).toBe(false);
  expect(after(null, "c", { ctrlKey: true })).toBe(false);
});
