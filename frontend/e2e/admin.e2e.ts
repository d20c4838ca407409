import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();
const PARTS = {
  live: "Live",
  people: "People",
  "sign-up": "Sign-up",
  reports: "Reports",
  audit: "Audit log",
};

/** The first who signs up is the admin. */
let ada: Person;
let bob: Person;

async function openPart(part: string): Promise<void> {
  await ada.page
    .getByRole("navigation", { name: "Parts of the administration" })
    .getByRole("link", { name: part })
    .click();
  await ada.page.getByRole("heading", { name: part, level: 2 }).waitFor();
}

test("an admin sees what goes on, as it goes on", async () => {
  ada = await stage.person("Ada", { reducedMotion: "reduce", viewport: { width: 1280, height: 800 } });
  bob = await stage.person("Bob");
  await ada.page.getByRole("button", { name: "Your account" }).click();
  await ada.page.getByRole("menuitem", { name: "Administration" }).click();
  const { page } = ada;
  const figure = (name: string) =>
    page
      .locator("dl > div")
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator("dd")
      .first();
  await expect.poll(() => figure("Connections").innerText()).toBe("2");
  await bob.find("Ada");
  await bob.say("Who runs this?");
  await expect.poll(() => figure("Throughput").innerText()).toMatch(/^(?!0\/s)[\d.]+\/s$/);
  await page.getByRole("table", { name: "Slowest commits" }).getByRole("row").nth(1).waitFor();
});

test("who isn't in charge sees nothing of it", async () => {
  await bob.page.getByRole("button", { name: "Your account" }).click();
  await bob.page.getByRole("menuitem", { name: "Settings" }).waitFor();
  expect(await bob.page.getByRole("menuitem", { name: "Administration" }).count()).toBe(0);
  await bob.visit("/admin");
  await expect.poll(() => new URL(bob.page.url()).pathname).toBe("/");
});

test("accounts are found, given a role, signed out, kept out and let in again", async () => {
  const { page } = ada;
  await openPart("People");
  await page.getByRole("searchbox", { name: "Search by name or e-mail" }).fill("bob@exam");
  await page.getByRole("list", { name: "People" }).getByRole("button", { name: "Bob" }).click();
  const account = page.getByRole("dialog", { name: "Account" });
  await account.getByLabel("Role").selectOption("Moderator");
  await expect.poll(async () => (await bob.get<{ role: string }>("/api/users/me")).role).toBe("moderator");
  await account.getByRole("button", { name: "Deactivate" }).click();
  await page
    .getByRole("dialog", { name: "Deactivate Bob?" })
    .getByRole("button", { name: "Deactivate" })
    .click();
  await bob.page.getByText("You were signed out on this device.").waitFor();
  await account.getByRole("button", { name: "Let in again" }).click();
  await account.getByRole("button", { name: "Deactivate" }).waitFor();
  await bob.signIn("Bob");
  await page.keyboard.press("Escape");
  await page.getByRole("list", { name: "People" }).getByText("Moderator").waitFor();
});

test("sign-up is opened to whoever has a link, and to nobody else", async () => {
  const { page } = ada;
  await openPart("Sign-up");
  await page.getByLabel("Sign-up", { exact: true }).selectOption("By invitation");
  await page.getByText("Who has one of the links below.").waitFor();
  await page.getByLabel("For how many people").fill("0");
  await page.getByRole("button", { name: "Make a link" }).click();
  await page.getByText("A number from 1 to 1000.").waitFor();
  await page.getByLabel("For how many people").fill("1");
  await page.getByLabel("Note").fill("For the choir");
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = await page.getByLabel("Invitation", { exact: true }).inputValue();
  const cleo = await stage.visitor();
  await cleo.visit("/register");
  await cleo.page.getByRole("heading", { name: "By invitation" }).waitFor();
  await cleo.page.goto(link);
  await cleo.fillSignUp({ username: "cleo" });
  await cleo.page.getByRole("heading", { name: "Chat" }).waitFor();
  await page.reload();
  const made = page.getByRole("list", { name: "Invitations" }).getByRole("listitem");
  await made.filter({ hasText: "1 of 1 used" }).waitFor();
  await page.getByRole("button", { name: "Take back: For the choir" }).click();
  await page.getByText("No invitations yet.").waitFor();
});

test("a report is looked into and closed, and all of it stands in the audit log", async () => {
  const { id } = await ada.get<{ id: string }>("/api/users/me");
  await bob.post("/api/reports", { user_id: id, reason: "Makes too many rules." });
  const { page } = ada;
  await openPart("Reports");
  await page.getByText("Makes too many rules.").waitFor();
  await page.getByLabel("Note").fill("True.");
  await page.getByRole("button", { name: "Close the report" }).click();
  await page.getByText("No reports").waitFor();
  await page.getByLabel("Reports").selectOption("Closed");
  await page.getByText("Closed by Ada").waitFor();
  await openPart("Audit log");
  const deeds = page.getByRole("list", { name: "Audit log" }).getByRole("listitem");
  await expect.poll(() => deeds.first().innerText()).toMatch(/^ada closed a report/);
  await deeds.filter({ hasText: "ada gave bob the role Moderator" }).waitFor();
});

test("26: every part is sound for axe in both themes, and fits a phone", async () => {
  const { page } = ada;
  await page.setViewportSize({ width: 360, height: 740 });
  const axe = () => new AxeBuilder({ page }).include("main").setLegacyMode();
  for (const [part, name] of Object.entries(PARTS)) {
    await page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `/admin/${part}`);
    await page.getByRole("main").getByRole("heading", { name, level: 2 }).waitFor();
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      part,
    ).toBe(0);
    await page.emulateMedia({ colorScheme: "light" });
    const light = await axe().analyze();
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await axe().withRules("color-contrast").analyze();
    expect(
      [...light.violations, ...dark.violations].map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      part,
    ).toEqual([]);
  }
});
