import { expect, test } from "vitest";
import { setStage } from "./stage";

const stage = setStage();

test("6: two people find each other, talk, and their ticks go to read", async () => {
  const ada = await stage.person("Ada Lovelace");
  const bob = await stage.person("Bob Hart");
  await ada.find("Bob Hart");
  await ada.say("Hello Bob");
  await ada.tick("Hello Bob", "Delivered");
  await bob.open("Ada Lovelace");
  await bob.sees("Hello Bob");
  await ada.tick("Hello Bob", "Read");
  await bob.say("Hello Ada");
  await bob.tick("Hello Ada", "Read");
  await ada.expectTexts(["Hello Bob", "Hello Ada"]);
});

test("18: one sees that the other is there, and types", async () => {
  const cleo = await stage.person("Cleo");
  const dan = await stage.person("Dan");
  await cleo.find("Dan");
  await cleo.page.getByText("online", { exact: true }).waitFor();
  await cleo.say("Are you there?");
  await dan.open("Cleo");
  await dan.composer().pressSequentially("I am");
  await cleo.page.getByRole("main").getByText("typing…").waitFor();
  await dan.composer().press("Enter");
  await cleo.sees("I am");
  await cleo.page.getByRole("main").getByText("typing…").waitFor({ state: "detached" });
});

test("9: what is unread is counted in the list and in the title until it is seen", async () => {
  const eva = await stage.person("Eva");
  const finn = await stage.person("Finn");
  await eva.find("Finn");
  await eva.say("one");
  await eva.say("two");
  await finn.listed("Eva").getByText("2 unread").waitFor();
  await expect.poll(() => finn.page.title()).toBe("(2) Chat");
  await finn.open("Eva");
  await finn.page.getByRole("heading", { name: "Unread messages" }).waitFor();
  await expect.poll(() => finn.page.title()).toBe("Eva – Chat");
  await eva.tick("two", "Read");
});

test("a group is made, and everyone in it can talk", async () => {
  const gina = await stage.person("Gina");
  const hugo = await stage.person("Hugo");
  const ines = await stage.person("Ines");
  const { page } = gina;
  await page.getByRole("button", { name: "New conversation" }).click();
  await page.getByRole("menuitem", { name: "New group" }).click();
  const dialog = page.getByRole("dialog", { name: "New group" });
  const why = async () => {
    const id = await dialog.getByRole("button", { name: "Create group" }).getAttribute("aria-describedby");
    return id === null ? null : dialog.locator(`[id="${id}"]`).innerText();
  };
  expect(await why()).toBe("Name the group and choose members.");
  await dialog.getByLabel("Group name").fill("Lake trip");
  expect(await why()).toBe("Choose at least one member.");
  for (const name of ["Hugo", "Ines"]) {
    await dialog.getByRole("searchbox", { name: "Search people" }).fill(name);
    await dialog.getByRole("list", { name: "People" }).getByRole("button", { name }).click();
  }
  expect(await why()).toBeNull();
  await dialog.getByRole("button", { name: "Create group" }).click();
  await page.getByRole("log").getByText("You created the group “Lake trip”").waitFor();
  await gina.say("Who brings the boat?");
  await hugo.open("Lake trip");
  await ines.open("Lake trip");
  await hugo.sees("Who brings the boat?");
  await hugo.say("I do");
  await ines.sees("I do");
  await gina.tick("Who brings the boat?", "Read");
});

test("22: who is named sees it in the list and in the text", async () => {
  const nora = await stage.person("Nora");
  const otto = await stage.person("Otto");
  const { items } = await nora.get<{ items: { id: string }[] }>("/api/users?q=otto");
  const participant_ids = items.map(({ id }) => id);
  await nora.post("/api/conversations", { kind: "group", title: "Choir", participant_ids });
  await nora.open("Choir");
  await nora.say("Can you sing, @otto? Or @nobody?");
  await otto.listed("Choir").getByText("1 mention").waitFor();
  await otto.page.reload();
  await otto.listed("Choir").getByText("1 mention").waitFor();
  await otto.open("Choir");
  const log = otto.page.getByRole("log");
  await log.getByText("@otto", { exact: true }).waitFor();
  expect(await log.getByText("@nobody", { exact: true }).count()).toBe(0);
  await otto.listed("Choir").getByText("1 mention").waitFor({ state: "detached" });
});

test("a group shows its members, and lets one go", async () => {
  await stage.person("Paul");
  const rita = await stage.person("Rita");
  const { page } = rita;
  const { items } = await rita.get<{ items: { id: string }[] }>("/api/users?q=paul");
  const participant_ids = items.map(({ id }) => id);
  await rita.post("/api/conversations", { kind: "group", title: "Chess", participant_ids });
  await rita.open("Chess");
  await page.getByRole("button", { name: "Group options" }).click();
  await page.getByRole("menuitem", { name: "Group info" }).click();
  const members = page.getByRole("list", { name: "Members" }).getByRole("listitem");
  await members.filter({ hasText: "Rita (you)" }).getByText("owner").waitFor();
  expect(await members.count()).toBe(2);
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await page.getByRole("button", { name: "Group options" }).click();
  await page.getByRole("menuitem", { name: "Leave group" }).click();
  await page
    .getByRole("dialog", { name: "Leave this group?" })
    .getByRole("button", { name: "Leave group" })
    .click();
  await rita.listed("Chess").waitFor({ state: "detached" });
  await page.getByText("This conversation isn’t here").waitFor({ state: "detached" });
});

test("11, 12: Shift+Enter breaks the line, and a draft waits for one's return", async () => {
  const joan = await stage.person("Joan");
  await stage.person("Karl");
  await joan.find("Karl");
  const field = joan.composer();
  await field.fill("first line");
  await field.press("Shift+Enter");
  await field.pressSequentially("second line");
  await joan.page.reload();
  await expect.poll(() => joan.composer().inputValue()).toBe("first line\nsecond line");
  await joan.composer().press("Enter");
  await joan.tick("first line\nsecond line", "Delivered");
  expect(await joan.composer().inputValue()).toBe("");
});
