import type { Locator } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();
let gus: Person;
let hana: Person;
let id: string;

/** Many of hana's messages in the conversation of the two. */
async function write(from: number, to: number): Promise<void> {
  await hana.pour(
    id,
    Array.from({ length: to - from + 1 }, (_, at) => `number ${from + at}`),
  );
}

const log = () => gus.page.getByRole("log");
const latest = () => gus.page.getByRole("button", { name: "Jump to the latest message" });

beforeAll(async () => {
  [gus, hana] = await Promise.all([stage.person("Gus"), stage.person("Hana")]);
  await gus.find("Hana");
  id = gus.conversationId();
  await gus.say("hello");
  await write(1, 130);
});

test("4: loading older history moves the line under one's eyes by at most 2 px", async () => {
  await gus.sees("number 130");
  // A browser that holds nothing of it yet.
  const anew = await stage.visitor();
  await anew.signIn("Gus");
  // The page that is on its way after each step up: with the network slow enough to look at it arriving.
  await anew.page.route("**/messages?*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  await anew.open("Hana");
  await anew.sees("number 130");
  const list = anew.page.getByRole("log");
  expect(await list.evaluate(wanderWhileGrowing, 600)).toBeLessThanOrEqual(2);
  await expect
    .poll(async () => {
      await list.evaluate((element) => element.scrollTo({ top: 0 }));
      return anew.message("number 1").count();
    })
    .toBe(1);
  await anew.page.context().close();
});

test("5: scrolled up the list stays, a pill counts what is new, and at the end it follows", async () => {
  await expect
    .poll(async () => {
      await log().evaluate((element) => element.scrollTo({ top: 0 }));
      return gus.message("number 1").count();
    })
    .toBe(1);
  await latest().waitFor();
  const place = () => gus.message("number 1").evaluate((article) => article.getBoundingClientRect().top);
  const before = await place();
  await write(131, 133);
  await latest().getByText("3 unread").waitFor();
  expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(2);
  await latest().click();
  await latest().waitFor({ state: "detached" });
  await write(134, 134);
  await expectAtEnd(log(), gus.message("number 134"));
});

test("7: a conversation opens at the first unread message, and the divider stays until one leaves", async () => {
  await gus.visit("/");
  await write(135, 180);
  await gus.listed("Hana").getByText("46 unread").waitFor();
  await gus.open("Hana");
  const divider = gus.page.getByRole("heading", { name: "Unread messages" });
  await divider.waitFor();
  expect(await isInView(log(), divider)).toBe(true);
  expect(await isInView(log(), gus.message("number 135"))).toBe(true);
  await gus.say("I have seen them");
  await gus.sees("I have seen them");
  await expect
    .poll(async () => {
      await log().evaluate((element) => element.scrollBy({ top: -400 }));
      return divider.count();
    })
    .toBe(1);
  await gus.visit("/");
  await gus.open("Hana");
  await gus.sees("I have seen them");
  expect(await divider.count()).toBe(0);
});

test("7: it opens at the first unread message however many follow", async () => {
  await gus.visit("/");
  await write(181, 400);
  await gus.open("Hana");
  await gus.sees("number 181");
  const divider = gus.page.getByRole("heading", { name: "Unread messages" });
  expect(await isInView(log(), divider)).toBe(true);
});

test("8: Esc marks everything as read and jumps down", async () => {
  await latest().waitFor();
  await gus.composer().press("Escape");
  await gus.sees("number 400");
  await latest().waitFor({ state: "detached" });
  await expect.poll(() => gus.page.title()).toBe("Hana – Chat");
});

test("5: who turns back at once is not held at the end, while rows are measured for the first time", async () => {
  await gus.visit("/");
  await gus.open("Hana");
  await gus.sees("number 400");
  const away = await log().evaluate(async (element) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let step = 0; step < 30; step++) {
      element.scrollBy({ top: -100 });
      await nextFrame();
    }
    return element.scrollHeight - element.scrollTop - element.clientHeight;
  });
  expect(away).toBeGreaterThan(2_000);
});

test("8: when the unread ones begin out of sight, a button goes there", async () => {
  await gus.visit("/");
  await write(401, 460);
  const { items } = await gus.get<{ items: { id: string; last_seq: number }[] }>("/api/conversations");
  const last = items.find((one) => one.id === id)?.last_seq;
  await gus.visit(`/c/${id}/${last}`);
  await gus.sees("number 460");
  await gus.page.getByRole("button", { name: "Unread messages" }).click();
  await gus.sees("number 401");
  expect(await isInView(log(), gus.message("number 401"))).toBe(true);
  await gus.composer().press("Escape");
  await gus.sees("number 460");
});

test("17: the date stays in sight while one scrolls, and groups belong together", async () => {
  const sticky = gus.page.locator("p", { hasText: /^Today$/ });
  await log().hover();
  await expect
    .poll(async () => {
      await gus.page.mouse.wheel(0, -400);
      return sticky.getAttribute("data-shown");
    })
    .toBe("true");
  expect(await gus.page.getByRole("article").last().getAttribute("data-first")).toBe("false");
});

test("at most 60 rows stand in the page, wherever one is in a long conversation", async () => {
  const rows = () => gus.page.getByRole("article").count();
  for (let step = 0; step < 12; step++) {
    await log().evaluate((element) => element.scrollBy({ top: -900 }));
    expect(await rows()).toBeLessThanOrEqual(60);
  }
});

test("on a processor four times slower no letter is lost, and the list follows what comes meanwhile", async () => {
  const cdp = await gus.page.context().newCDPSession(gus.page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await gus.page.keyboard.press("Escape");
  const typed = "the quick brown fox jumps over the lazy dog";
  await Promise.all([write(501, 540), gus.composer().pressSequentially(typed)]);
  expect(await gus.composer().inputValue()).toBe(typed);
  await expectAtEnd(log(), gus.message("number 540"));
  await gus.composer().press("Enter");
  await hana.open("Gus");
  await hana.sees(typed);
  await gus.tick(typed, "Read");
  expect(await gus.message(typed).count()).toBe(1);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
});

async function expectAtEnd(list: Locator, last: Locator): Promise<void> {
  await last.waitFor();
  await expect
    .poll(() => list.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight))
    .toBeLessThanOrEqual(2);
}

async function isInView(list: Locator, thing: Locator): Promise<boolean> {
  const [frame, box] = [await list.boundingBox(), await thing.boundingBox()];
  if (frame === null || box === null) return false;
  return box.y >= frame.y - 1 && box.y + box.height <= frame.y + frame.height + 1;
}

/**
 * Scrolls up to `top`, where older messages are asked for, and watches one message frame by frame until they have come:
 * gives the most that it moved, in pixels.
 */
async function wanderWhileGrowing(element: Element, top: number): Promise<number> {
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  element.scrollTo({ top });
  for (let frame = 0; frame < 6; frame++) await nextFrame();
  const height = element.scrollHeight;
  const middle = element.getBoundingClientRect().top + element.clientHeight / 2;
  const watched = Array.from(element.querySelectorAll("article")).find(
    (article) => article.getBoundingClientRect().top > middle,
  );
  const name = watched?.textContent ?? "";
  const place = () =>
    Array.from(element.querySelectorAll("article"))
      .find((article) => article.textContent === name)
      ?.getBoundingClientRect().top ?? Number.NaN;
  const start = place();
  let most = 0;
  for (let after = 0; after < 30; ) {
    await nextFrame();
    most = Math.max(most, Math.abs(place() - start));
    if (element.scrollHeight > height + 500) after++;
  }
  return most;
}
