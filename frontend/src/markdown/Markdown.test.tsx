import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
import { Markdown } from "./Markdown";

function show(text: string, members: string[] = [], me = "") {
  return render(
    <MemoryRouter>
      <Markdown
        text={text}
        names={{ members: new Map(members.map((name) => [name, `${name} for me`])), me }}
      />
    </MemoryRouter>,
  ).container;
}

test("an address becomes a link that tells the other side nothing", () => {
  show("look at https://example.org/a?b=c#d, please");
  const link = screen.getByRole("link", { name: "https://example.org/a?b=c#d" });
  for (const word of ["noopener", "noreferrer"]) expect(link.getAttribute("rel")).toContain(word);
});

test("a link shows on hover where it really goes", () => {
  show("[https://bank.example](https://evil.example/x)");
  expect(screen.getByRole("link").getAttribute("title")).toBe("https://evil.example/x");
});

test("a link to one of our own messages stays in this tab", () => {
  show(`${location.origin}/c/${"a".repeat(24)}/7`);
  expect(screen.getByRole("link").getAttribute("target")).toBeNull();
});

test("the sentence around an address stays text", () => {
  expect(show("(see https://example.org). Fine!").textContent).toBe("(see https://example.org). Fine!");
  expect(screen.getByRole("link").textContent).toBe("https://example.org");
});

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
])("%s is text", (text) => {
  const container = show(text);
  expect(container.querySelector("a, img, svg")).toBeNull();
  expect(container.textContent).toBe(text);
});

test("members that a text names are marked, whoever else it names is not", () => {
  const text = "@Ada and @nobody, ask @bob.h. Or bob@ada.org, or @ada_2";
  const container = show(text, ["ada", "bob.h"], "ada");
  expect(screen.getAllByRole("mark").map((one) => one.textContent)).toEqual(["@Ada", "@bob.h"]);
  expect(container.textContent).toBe(text);
});

test("a name in code or in an address is nobody's", () => {
  show("`@ada` https://example.org/@ada", ["ada"]);
  expect(screen.queryByRole("mark")).toBeNull();
});

test("a table is one for a screen reader, in a frame that the keyboard can scroll", () => {
  const container = show("| Who | What |\n|---|--:|\n| @ada | [a](https://example.org) <b>x</b> |", ["ada"]);
  expect(screen.getAllByRole("columnheader").map((one) => one.textContent)).toEqual(["Who", "What"]);
  expect(screen.getAllByRole("columnheader")[0]?.getAttribute("scope")).toBe("col");
  expect(screen.getAllByRole("cell").map((one) => one.textContent)).toEqual(["@ada", "a <b>x</b>"]);
  expect(screen.getByRole("mark").textContent).toBe("@ada");
  expect(screen.getByRole("link").getAttribute("href")).toBe("https://example.org/");
  expect(container.querySelector("b")).toBeNull();
  expect(screen.getByRole("figure", { name: "Table" }).tabIndex).toBe(0);
});

test("code is copied as it was written", async () => {
  const user = userEvent.setup();
  show("```py\nif a < b:\n    go()\n```");
  await user.click(screen.getByRole("button", { name: "Copy the code" }));
  expect(await navigator.clipboard.readText()).toBe("if a < b:\n    go()");
  expect(await screen.findByText("Copied")).toBeTruthy();
});
