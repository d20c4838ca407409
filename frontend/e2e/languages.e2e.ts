import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Person } from "./person";
import { PASSWORD, usernameOf } from "./person";
import { setStage } from "./stage";

const stage = setStage();
const PHONE = { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" } as const;

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Whether a text that is cut off is so at its end, whichever way the page runs. */
async function beginsInSight(line: Locator): Promise<boolean> {
  return line.evaluate((element) => {
    const first = document.createRange();
    first.setStart(element.firstChild as Text, 0);
    first.setEnd(element.firstChild as Text, 1);
    const [letter, box] = [first.getBoundingClientRect(), element.getBoundingClientRect()];
    return element.scrollWidth > element.clientWidth && letter.left >= box.left && letter.right <= box.right;
  });
}

/** Signs in on a page of whatever language: by the fields' names. */
async function enter(someone: Person, name: string): Promise<void> {
  await someone.visit("/login");
  await someone.page.locator("input[name=login]").fill(usernameOf(name));
  await someone.page.locator("input[name=password]").fill(PASSWORD);
  await someone.page.locator("button[type=submit]").click();
  await someone.page.getByRole("heading", { level: 1, name: "Chat" }).waitFor();
}

test("the page speaks the browser's language, and then the one that somebody chose, on each device", async () => {
  const ada = await stage.person("Ada");
  const german = await stage.visitor({ locale: "de-AT" });
  await german.visit("/login");
  await german.page.getByRole("heading", { name: "Willkommen zurück" }).waitFor();
  expect(await german.page.locator("html").getAttribute("lang")).toBe("de");
  await enter(german, "Ada");
  await german.page.getByText("Dein Server ist bereit").waitFor();
  await ada.page.getByRole("button", { name: "Your account" }).click();
  await ada.page.getByRole("menuitem", { name: "Settings" }).click();
  await ada.page.getByRole("link", { name: "Look and language" }).click();
  await ada.page.getByLabel("Language").selectOption("Deutsch");
  await ada.page.getByRole("heading", { name: "Aussehen, Sprache" }).waitFor();
  await ada.page.getByLabel("Sprache").selectOption("العربية");
  await ada.page.getByRole("heading", { name: "المظهر واللغة" }).waitFor();
  expect(await ada.page.locator("html").getAttribute("dir")).toBe("rtl");
  await german.page.reload();
  await german.page.getByText("خادمك جاهز").waitFor();
});

test("from right to left everything turns around, and nothing hangs over the edge", async () => {
  const ben = await stage.person("Ben");
  const { items } = await ben.get<{ items: { id: string }[] }>("/api/users?q=ada");
  const ids = items.map(({ id }) => id);
  const group = await ben.post<{ id: string }>("/api/conversations", {
    kind: "group",
    title: "Chess",
    participant_ids: ids,
  });
  await ben.pour(group.id, ["hello", "a longer line, with more than fits"]);
  const long = "The society for chess, checkers and whatever else is played on boards";
  await ben.post("/api/conversations", { kind: "group", title: long, participant_ids: ids });
  const phone = await stage.visitor({ ...PHONE, locale: "ar" });
  await enter(phone, "Ben");
  const { page } = phone;
  for (const path of [
    "/",
    `/c/${group.id}`,
    `/c/${group.id}/info`,
    "/people",
    `/people/${ids[0]}`,
    "/settings",
    "/settings/privacy",
    "/settings/account",
    "/settings/devices",
  ]) {
    await phone.visit(path);
    await page.getByRole("heading", { level: 2 }).or(page.getByRole("navigation")).first().waitFor();
    expect(await overflow(page), path).toBe(0);
  }
  await phone.visit("/");
  expect(
    await beginsInSight(page.locator("a", { hasText: "The society" }).getByText(long, { exact: true })),
  ).toBe(true);
  await page.locator("a", { hasText: "The society" }).click();
  expect(await beginsInSight(page.getByRole("heading", { level: 2, name: long }))).toBe(true);
  await phone.visit(`/c/${group.id}`);
  const own = await page.getByRole("article").last().getByText("a longer line").boundingBox();
  const back = await page.getByRole("button", { name: "العودة إلى القائمة" }).boundingBox();
  expect(own?.x, "one's own words at the end of the line, which is left").toBeLessThan(60);
  expect(back?.x, "the way back at its beginning").toBeGreaterThan(280);
});
