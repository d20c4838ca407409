import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Menu, MenuItem } from "./Menu";

/** jsdom hides what is a popover, and knows no way to show it. */
HTMLElement.prototype.showPopover = function show() {
  this.removeAttribute("popover");
};

test("what is chosen closes the menu, which gives the focus back before anything is done", async () => {
  const focused = vi.fn(() => document.activeElement);
  render(
    <Menu label="Options" trigger="…">
      <MenuItem onSelect={() => undefined}>First</MenuItem>
      <MenuItem onSelect={focused}>Second</MenuItem>
    </Menu>,
  );
  const button = screen.getByRole("button", { name: "Options" });
  await userEvent.click(button);
  expect(document.activeElement?.textContent).toBe("First");
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(focused).toHaveReturnedWith(button);
  expect(screen.queryByRole("menu")).toBeNull();
});
