import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { linkify } from "./linkify";

test("an address becomes a link that tells the other side nothing", () => {
  render(<p>{linkify("look at https://example.org/a?b=c#d, please")}</p>);
  const link = screen.getByRole("link", { name: "https://example.org/a?b=c#d" });
  expect(link.getAttribute("rel")).toContain("noopener");
  expect(link.getAttribute("rel")).toContain("noreferrer");
});

test("the sentence around an address stays text", () => {
  const { container } = render(<p>{linkify("(see https://example.org). Fine!")}</p>);
  expect(container.textContent).toBe("(see https://example.org). Fine!");
  expect(screen.getByRole("link").textContent).toBe("https://example.org");
});

test.each(["javascript:alert(1)", "data:text/html,x", "<img src=x onerror=alert(1)>"])(
  "%s is no link",
  (text) => {
    const { container } = render(<p>{linkify(text)}</p>);
    expect(container.querySelector("a, img")).toBeNull();
    expect(container.textContent).toBe(text);
  },
);

test("members that a text names are marked, whoever else it names is not", () => {
  const text = "@Ada and @nobody, ask @bob.h. Or bob@ada.org, or @ada_2";
  const { container } = render(<p>{linkify(text, ["ada", "bob.h"], "ada")}</p>);
  expect(screen.getAllByRole("mark").map((one) => one.textContent)).toEqual(["@Ada", "@bob.h"]);
  expect(container.textContent).toBe(text);
});

test("an address with a name in it stays one link", () => {
  render(<p>{linkify("https://example.org/@ada", ["ada"])}</p>);
  expect(screen.getByRole("link").textContent).toBe("https://example.org/@ada");
  expect(screen.queryByRole("mark")).toBeNull();
});
