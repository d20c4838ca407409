import { expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

async function openInfo(someone: Person, menu: "Conversation options" | "Group options"): Promise<void> {
  await someone.page.getByRole("button", { name: menu }).click();
  await someone.page
    .getByRole("menuitem", { name: menu === "Group options" ? "Group info" : "Contact info" })
    .click();
}

test("a contact is asked, accepts, is given a name of one's own, and is blocked", async () => {
  const ada = await stage.person("Ada");
  const bob = await stage.person("Bob");
  await bob.patch("/api/users/me", { settings: { contact_requests: true } });
  await ada.find("Bob");
  await ada.say("hello");
  await openInfo(ada, "Conversation options");
  await ada.page.getByRole("button", { name: "Add to contacts" }).click();
  await ada.page.getByText("You asked to be contacts.").waitFor();

  await bob.page.getByRole("button", { name: "New conversation" }).click();
  await bob.page.getByRole("menuitem", { name: "Contacts" }).click();
  await bob.page.getByRole("button", { name: "Accept Ada" }).click();
  await bob.page.getByRole("list", { name: "Contacts" }).getByRole("button", { name: "Ada" }).waitFor();

  const { page } = ada;
  await page.getByLabel("Your name for them").fill("Bobby");
  await page.getByRole("button", { name: "Save" }).click();
  await ada.listed("Bobby").waitFor();
  await page.reload();
  await ada.listed("Bobby").waitFor();
  await page.getByLabel("Favourite").click();
  await expect.poll(() => page.getByLabel("Favourite").isChecked()).toBe(true);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Block" }).click();
  await page.getByRole("dialog", { name: "Block Bobby?" }).getByRole("button", { name: "Block" }).click();
  await page.getByText("You have blocked them.").waitFor();
  await bob.open("Ada");
  await bob.say("can you hear me?");
  await bob.tick("can you hear me?", "Sent");
  await page.getByRole("button", { name: "Unblock" }).click();
  await page.getByText("You have blocked them.").waitFor({ state: "detached" });
});

test("somebody, and what they wrote, is reported to the moderators", async () => {
  const cleo = await stage.person("Cleo");
  const dan = await stage.person("Dan");
  await dan.find("Cleo");
  await dan.say("cheap carpets");
  await cleo.open("Dan");
  await cleo.options("cheap carpets");
  await cleo.page.getByRole("menuitem", { name: "Report" }).click();
  const about = cleo.page.getByRole("dialog", { name: "Report a message from Dan" });
  await about.getByLabel("What is wrong?").fill("sells carpets");
  await about.getByRole("button", { name: "Report" }).click();
  await about.getByText("Reported. Thank you.").waitFor();
  await about.getByRole("button", { name: "Close" }).last().click();
  await cleo.message("cheap carpets").and(cleo.page.locator(":focus")).waitFor();

  await openInfo(cleo, "Conversation options");
  await cleo.page.getByRole("button", { name: "More" }).click();
  await cleo.page.getByRole("menuitem", { name: "Report" }).click();
  const dialog = cleo.page.getByRole("dialog", { name: "Report Dan" });
  await dialog.getByRole("button", { name: "Report" }).click();
  await dialog.getByText("Say what is wrong.").waitFor();
  await dialog.getByLabel("What is wrong?").fill("sells carpets");
  await dialog.getByRole("button", { name: "Report" }).click();
  await dialog.getByText("Reported. Thank you.").waitFor();
});

test("a group is renamed, ruled, joined by its link, and handed over", async () => {
  const eva = await stage.person("Eva");
  const finn = await stage.person("Finn");
  const { items } = await eva.get<{ items: { id: string }[] }>("/api/users?q=finn");
  await eva.post("/api/conversations", {
    kind: "group",
    title: "Chess",
    participant_ids: items.map(({ id }) => id),
  });
  await eva.open("Chess");
  await openInfo(eva, "Group options");
  const { page } = eva;
  const members = page.getByRole("list", { name: "Members" }).getByRole("listitem");
  await members.filter({ hasText: "Eva (you)" }).getByText("owner").waitFor();

  await page.getByLabel("Group name").fill("Chess club");
  await page.getByRole("textbox", { name: "Description" }).fill("Tuesdays");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await finn.listed("Chess club").waitFor();

  await page.getByRole("combobox", { name: "Write" }).selectOption("admins");
  await finn.open("Chess club");
  await openInfo(finn, "Group options");
  await finn.page.getByRole("main").getByText("Tuesdays").first().waitFor();
  await page.getByRole("combobox", { name: "Add people" }).selectOption("members");
  await finn.page.getByRole("button", { name: "Add members" }).waitFor();
  expect(await finn.page.getByRole("combobox", { name: "Write" }).count()).toBe(0);

  await page.getByRole("button", { name: "Make a link" }).click();
  const link = await page.getByLabel("Whoever has the link can join.").inputValue();
  const gus = await stage.visitor();
  await gus.visit(new URL(link).pathname);
  await gus.page.getByRole("link", { name: "Create an account" }).click();
  await gus.fillSignUp({ name: "Gus", username: "gus" });
  await gus.page.getByText("You are invited to Chess club").waitFor();
  await gus.page.getByRole("button", { name: "Join the group" }).click();
  await gus.page.getByRole("heading", { name: "Chess club", level: 2 }).waitFor();
  await expect.poll(() => members.count()).toBe(3);

  await page.getByRole("button", { name: "Options for Gus" }).click();
  await page.getByRole("menuitem", { name: "Remove from the group" }).click();
  await page
    .getByRole("dialog", { name: "Remove Gus?" })
    .getByRole("button", { name: "Remove from the group" })
    .click();
  await expect.poll(() => members.count()).toBe(2);
  await page.getByRole("button", { name: "Options for Finn" }).click();
  await page.getByRole("menuitem", { name: "Hand the group over" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Hand the group over" }).click();
  await members.filter({ hasText: "Finn" }).getByText("owner").waitFor();
});
