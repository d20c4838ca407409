/** What shows while something is on its way, when it cannot come, and when a part of the page breaks. */
import type { Route } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();
let ada: Person;
let bob: Person;

beforeAll(async () => {
  [ada, bob] = await Promise.all([stage.person("Ada"), stage.person("Bob")]);
  await stage.person("Cem");
  await ada.find("Cem");
  await ada.say("over here");
  await ada.find("Bob");
  await ada.say("hello");
});

/** Ada at another browser, which holds nothing yet, and where pages of messages come as `answer` has it. */
async function elsewhere(answer: (route: Route) => Promise<void>): Promise<Person> {
  const anew = await stage.visitor();
  await anew.signIn("Ada");
  await anew.page.route("**/messages?*", answer);
  return anew;
}

test("29: rows stand in for messages on their way; when they cannot come it says so, and tries again", async () => {
  let answer: (route: Route) => Promise<void> = () => Promise.resolve();
  const held: Route[] = [];
  const anew = await elsewhere(async (route) => {
    held.push(route);
    await answer(route);
  });
  await anew.open("Bob");
  await anew.page.getByRole("status").filter({ hasText: "Loading the messages" }).waitFor();
  answer = (route) => route.abort();
  for (const route of held) await route.abort();
  await anew.page.getByText("The messages didn’t load").waitFor();
  answer = (route) => route.continue();
  await anew.page.getByRole("button", { name: "Try again" }).click();
  await anew.expectTexts(["hello"]);
  await anew.page.context().close();
});

test("29: a message that cannot be shown takes neither the composer nor the list along", async () => {
  let spoilt = true;
  const anew = await elsewhere(async (route) => {
    const page = (await (await route.fetch()).json()) as { items: Record<string, unknown>[] };
    if (spoilt && page.items.some(({ content }) => content === "hello"))
      page.items = page.items.map((one) => ({ ...one, content: { no: "text" } }));
    await route.fulfill({ json: page });
  });
  await anew.open("Bob");
  const fault = anew.page.getByRole("alert").filter({ hasText: "ran into a fault" });
  await fault.waitFor();
  await anew.say("I can still write");
  await bob.open("Ada");
  await bob.sees("I can still write");
  await anew.open("Cem");
  await anew.sees("over here");
  expect(await fault.count()).toBe(0);
  spoilt = false;
  await anew.page.context().close();
});

test("29: who has nobody yet is told what to do, and a search that finds nobody says so", async () => {
  const eve = await stage.person("Eve");
  await eve.page.getByText("No conversations yet").waitFor();
  await eve.page.getByRole("searchbox", { name: "Search people and chats" }).fill("zzzz");
  await eve.page.getByText("Nobody is called “zzzz”.").waitFor();
});
