import { expect, test } from "vitest";
import { setStage } from "./stage";

const stage = setStage();

test("two people find each other, talk, and their ticks go to read", async () => {
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

test("one sees that the other is there, and types", async () => {
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

test("what is unread is counted in the list and in the title until it is seen", async () => {
  const eva = await stage.person("Eva");
  const finn = await stage.person("Finn");
  await eva.find("Finn");
  await eva.say("one");
  await eva.say("two");
  await finn.listed("Eva").getByText("2 unread").waitFor();
  await expect.poll(() => finn.page.title()).toBe("(2) Chat");
  await finn.open("Eva");
  await finn.page.getByRole("heading", { name: "Unread messages" }).waitFor();
  await expect.poll(() => finn.page.title()).toBe("Chat");
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
  await dialog.getByLabel("Group name").fill("Lake trip");
  for (const name of ["Hugo", "Ines"]) {
    await dialog.getByRole("searchbox", { name: "Search people" }).fill(name);
    await dialog.getByRole("list", { name: "People" }).getByRole("button", { name }).click();
  }
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

test("Shift+Enter breaks the line, and a draft waits for one's return", async () => {
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
  await joan.tick("first line\nsecond line", "Sent");
  expect(await joan.composer().inputValue()).toBe("");
});

test("older messages come in without moving what one reads", async () => {
  const lea = await stage.person("Lea");
  await stage.person("Max");
  await lea.find("Max");
  const path = `/api/conversations/${lea.conversationId()}/messages`;
  for (let number = 1; number <= 130; number++) {
    await lea.post(path, { client_id: `n${number}`, content: `number ${number}` });
  }
  await lea.page.reload();
  await lea.sees("number 130");
  const log = lea.page.getByRole("log");
  // Ready to be compared: on the way up, a page arrives whenever the top comes near.
  const answers: number[] = [];
  lea.page.on("response", (response) => {
    if (response.url().includes("/messages?")) answers.push(response.status());
  });
  await log.evaluate((element) => element.scrollTo({ top: 1_300 }));
  const anchor = await firstVisible(log);
  await log.evaluate((element) => element.scrollTo({ top: element.scrollTop - 150 }));
  await expect.poll(() => answers.length).toBeGreaterThan(0);
  const before = await topOf(log, anchor);
  await expect.poll(async () => log.evaluate((element) => element.scrollTop)).toBeGreaterThan(1_300);
  expect(Math.abs((await topOf(log, anchor)) - before)).toBeLessThanOrEqual(2);
  await expect
    .poll(async () => {
      await log.evaluate((element) => element.scrollTo({ top: 0 }));
      return lea.message("number 1").count();
    })
    .toBe(1);
});

type Log = ReturnType<typeof import("./person")["Person"]["prototype"]["composer"]>;

async function firstVisible(log: Log): Promise<string> {
  return log.evaluate((element) => {
    const top = element.getBoundingClientRect().top + 200;
    const articles = Array.from(element.querySelectorAll("article"));
    return articles.find((article) => article.getBoundingClientRect().top > top)?.textContent ?? "";
  });
}

async function topOf(log: Log, text: string): Promise<number> {
  return log.evaluate((element, wanted) => {
    const articles = Array.from(element.querySelectorAll("article"));
    return (
      articles.find((article) => article.textContent === wanted)?.getBoundingClientRect().top ?? Number.NaN
    );
  }, text);
}
