import { beforeAll, expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();
let eve: Person;
let finn: Person;

beforeAll(async () => {
  [eve, finn] = await Promise.all([stage.person("Eve Moss"), stage.person("Finn Lake")]);
  const { items } = await eve.get<{ items: { id: string }[] }>("/api/users?q=finn");
  const participant_ids = items.map(({ id }) => id);
  await eve.post("/api/conversations", { kind: "group", title: "Harbour", participant_ids });
  for (const one of [eve, finn]) await one.open("Harbour");
});

/** The field while it offers completions. */
const combobox = () => eve.page.getByRole("combobox", { name: "Message to Harbour" });

test("12: Enter sends, Shift+Enter breaks the line, and an input method's Enter never sends", async () => {
  await eve.composer().fill("half a w");
  await eve.composer().evaluate((field) => {
    const enter = { key: "Enter", bubbles: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent("keydown", { ...enter, isComposing: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { ...enter, keyCode: 229 } as KeyboardEventInit));
  });
  expect(await eve.composer().inputValue()).toBe("half a w");
  await eve.composer().press("Shift+Enter");
  await eve.composer().pressSequentially("ord");
  await eve.composer().press("Enter");
  await finn.sees("half a w\nord");
  expect(await eve.composer().inputValue()).toBe("");
});

test("the field is as high empty as with one character", async () => {
  const height = () => eve.composer().evaluate((field) => field.parentElement?.offsetHeight);
  const empty = await height();
  await eve.composer().fill("a");
  expect(await height()).toBe(empty);
  await eve.composer().fill("");
});

test("14: the up arrow edits the last own message, Esc leaves it as it was, and it is marked as edited", async () => {
  await eve.say("a first go");
  await eve.tick("a first go", "Read");
  await eve.composer().press("ArrowUp");
  await eve.page.getByRole("region", { name: "You are editing" }).getByText("a first go").waitFor();
  await expect.poll(() => eve.composer().inputValue()).toBe("a first go");
  await eve.composer().press("Escape");
  expect(await eve.composer().inputValue()).toBe("");
  await eve.composer().press("ArrowUp");
  await eve.composer().fill("a first try");
  await eve.composer().press("Enter");
  await finn.message("a first try").getByText("edited").waitFor();
  await eve.tick("a first try", "Read");
  expect(await eve.composer().inputValue()).toBe("");
});

test("14: a draft waits while one edits", async () => {
  await eve.composer().fill("not yet");
  await eve.choose("a first try", "Edit");
  await expect.poll(() => eve.composer().inputValue()).toBe("a first try");
  await eve.composer().press("Escape");
  await expect.poll(() => eve.composer().inputValue()).toBe("not yet");
  await eve.composer().fill("");
});

test("22: members are completed as a combobox, by the keyboard alone", async () => {
  await eve.composer().pressSequentially("Ask @fi");
  const list = eve.page.getByRole("listbox", { name: "Suggestions" });
  await list.getByRole("option", { name: /Finn Lake/, selected: true }).waitFor();
  const [active, controls] = await combobox().evaluate((field) => [
    field.getAttribute("aria-activedescendant"),
    field.getAttribute("aria-controls"),
  ]);
  expect(await list.getAttribute("id")).toBe(controls);
  expect(await list.getByRole("option").first().getAttribute("id")).toBe(active);
  await combobox().press("Enter");
  expect(await eve.composer().inputValue()).toBe("Ask @finn ");
  expect(await eve.focused()).toBe("Message to Harbour");
  await eve.composer().pressSequentially("@fi");
  await combobox().press("Escape");
  await list.waitFor({ state: "detached" });
  expect(await eve.composer().inputValue()).toBe("Ask @finn @fi");
  await eve.composer().fill("");
});

test("22: emoji are completed by their short codes, and closed ones become what they mean", async () => {
  await eve.composer().pressSequentially(":smil");
  await eve.page.getByRole("option", { name: ":smile:" }).waitFor();
  for (let press = 0; press < 9; press++) {
    const chosen = await eve.page.getByRole("option", { selected: true }).innerText();
    if (chosen.includes(":smile:")) break;
    await combobox().press("ArrowDown");
  }
  await combobox().press("Tab");
  await expect.poll(() => eve.composer().inputValue()).toBe("😄 ");
  await eve.composer().pressSequentially(":tada:");
  await expect.poll(() => eve.composer().inputValue()).toBe("😄 🎉");
  await eve.composer().press("Control+a");
  await eve.composer().press("Delete");
});

test("23: a preview shows what will be sent, and keys put marks around what is selected", async () => {
  const field = eve.composer();
  await field.fill("loud and clear");
  await field.evaluate((element) => (element as HTMLTextAreaElement).setSelectionRange(0, 4));
  await field.press("Control+b");
  expect(await field.inputValue()).toBe("**loud** and clear");
  await eve.page.getByRole("button", { name: "Preview" }).press("Enter");
  const preview = eve.page.getByRole("region", { name: "Preview of your message" });
  expect(await preview.locator("strong").innerText()).toBe("loud");
  await field.press("Control+z");
  await preview.getByText("loud and clear", { exact: true }).waitFor();
  await field.press("Enter");
  await finn.sees("loud and clear");
});

test("an emoji from the picker goes where the caret is", async () => {
  await eve.composer().fill("see you");
  await eve.composer().press("Home");
  await eve.page.getByRole("button", { name: "Insert an emoji" }).click();
  await eve.page.getByRole("combobox", { name: "Search emoji" }).fill("wave");
  await eve.page.getByRole("option", { name: "waving hand" }).click();
  await expect.poll(() => eve.composer().inputValue()).toBe("👋see you");
  await expect.poll(() => eve.focused()).toBe("Message to Harbour");
});

test("a skin tone, once chosen, is that of each hand, in the picker and when one is completed", async () => {
  const { page } = eve;
  await eve.composer().fill("");
  await page.getByRole("button", { name: "Insert an emoji" }).click();
  await page.getByRole("button", { name: "Skin tone" }).click();
  await page.getByRole("radio", { name: "Medium", exact: true }).click();
  await page.getByRole("combobox", { name: "Search emoji" }).fill("wave");
  await page.getByRole("option", { name: "waving hand" }).click();
  await expect.poll(() => eve.composer().inputValue()).toBe("👋🏽");
  await eve.composer().pressSequentially(" :thumbsup");
  await page.getByRole("option", { name: "👍🏽" }).first().waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => eve.composer().inputValue()).toBe("👋🏽 👍🏽 ");
});
