import { expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

/** Somebody with a conversation with each of these, the last one named the newest. */
async function amid(name: string, ...others: string[]): Promise<[Person, ...Person[]]> {
  const people = await Promise.all(others.map((other) => stage.person(other)));
  const someone = await stage.person(name);
  for (const other of people) {
    await other.find(name);
    await other.say(`hello from ${other.name}`);
    await someone.listed(other.name).waitFor();
  }
  return [someone, ...people];
}

/** What stands in the list, from the top. */
async function order(someone: Person): Promise<string[]> {
  return someone.page
    .getByRole("navigation", { name: "Your conversations" })
    .getByRole("link")
    .evaluateAll((links) =>
      links.map((link) => link.textContent?.match(/Ben|Cleo|Dora|Finn|Gus/)?.[0] ?? ""),
    );
}

test("20: Ctrl+K finds a conversation by some letters, unread ones first", async () => {
  const [ada, ben] = await amid("Ada", "Ben", "Cleo", "Dora");
  await ada.open("Ben");
  await ada.open("Dora");
  await ada.page.keyboard.press("Control+k");
  const field = ada.page.getByRole("combobox", { name: "Go to a conversation" });
  const options = ada.page.getByRole("option");
  await expect.poll(() => options.allInnerTexts().then((texts) => texts[0])).toMatch(/^Cleo/);
  await field.fill("bn");
  await expect.poll(() => options.count()).toBe(1);
  expect(await options.first().getAttribute("aria-selected")).toBe("true");
  await field.press("Enter");
  await ada.page.getByRole("heading", { name: "Ben", level: 2 }).waitFor();
  await expect.poll(() => ada.focused()).toBe("Message to Ben");
  await ada.page.keyboard.press("Control+k");
  await field.press("Escape");
  await expect.poll(() => ada.focused()).toBe("Message to Ben");

  await ada.page.keyboard.press("Alt+ArrowUp");
  await ada.page.getByRole("heading", { name: "Cleo", level: 2 }).waitFor();
  await ada.page.keyboard.press("Alt+ArrowUp");
  await ada.page.getByRole("heading", { name: "Dora", level: 2 }).waitFor();
  await ben?.say("and again");
  await ada.listed("Ben").getByText("1 unread").waitFor();
  await ada.page.keyboard.press("Alt+Shift+ArrowDown");
  await ada.page.getByRole("heading", { name: "Ben", level: 2 }).waitFor();
  await ada.page.keyboard.press("Control+/");
  await ada.page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
});

test("22: a conversation is pinned, muted, marked unread and archived, and comes back", async () => {
  const [eva, finn] = await amid("Eva", "Finn", "Gus");
  const { page } = eva;
  await eva.open("Finn");
  await eva.open("Gus");
  const choose = async (title: string, item: string) => {
    await eva.listed(title).click({ button: "right" });
    await page
      .getByRole("menu", { name: `Options of ${title}` })
      .getByRole("menuitem", { name: item, exact: true })
      .click();
  };
  expect(await order(eva)).toEqual(["Gus", "Finn"]);
  await choose("Finn", "Pin");
  await eva.listed("Finn").getByRole("img", { name: "Pinned" }).waitFor();
  await expect.poll(() => order(eva)).toEqual(["Finn", "Gus"]);
  await choose("Finn", "Mute");
  await eva.listed("Finn").getByRole("img", { name: "Muted" }).waitFor();
  await choose("Finn", "Mark as unread");
  await eva.listed("Finn").getByRole("img", { name: "Marked as unread" }).waitFor();
  await page.reload();
  await eva.listed("Finn").getByRole("img", { name: "Marked as unread" }).waitFor();
  await eva.open("Finn");
  await eva.listed("Finn").getByRole("img", { name: "Marked as unread" }).waitFor({ state: "detached" });
  await eva.open("Gus");
  await choose("Finn", "Archive");
  await expect.poll(() => order(eva)).toEqual(["Gus"]);
  const archive = page.getByRole("region", { name: "Archived conversations" });
  await archive.getByRole("button", { name: "Archive (1)" }).click();
  await archive.getByRole("link", { name: "Finn" }).waitFor();
  await finn?.say("are you still there?");
  await archive.getByText("1 unread").waitFor();
  await archive.getByRole("link", { name: "Finn" }).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Bring back from the archive" }).click();
  await expect.poll(() => order(eva)).toEqual(["Finn", "Gus"]);
});
