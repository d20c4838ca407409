import { describe, expect, test } from "vitest";
import { seriousFaults } from "./axe";
import { PASSWORD, type Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  test("26: axe finds nothing serious in the chat", async () => {
    const ada = await stage.person(`Ada-${colorScheme}`, { colorScheme, reducedMotion: "reduce" });
    const bob = await stage.person(`Bob-${colorScheme}`);
    expect(await seriousFaults(ada.page)).toEqual([]);
    await ada.find(bob.name);
    await ada.say("See https://example.org/");
    await bob.open(ada.name);
    await bob.say("Thanks!");
    await ada.sees("Thanks!");
    expect(await seriousFaults(ada.page)).toEqual([]);
    await ada.page.getByRole("button", { name: "Your account" }).click();
    await ada.page.getByRole("menu", { name: "Your account" }).waitFor();
    expect(await seriousFaults(ada.page)).toEqual([]);
    await ada.page.keyboard.press("Escape");
    await ada.page.getByRole("button", { name: "New conversation" }).click();
    await ada.page.getByRole("menuitem", { name: "New group" }).click();
    await ada.page.getByRole("dialog", { name: "New group" }).getByRole("searchbox").fill("bob");
    await ada.page.getByRole("list", { name: "People" }).getByRole("button").first().waitFor();
    expect(await seriousFaults(ada.page)).toEqual([]);
  });

  test("26: axe finds nothing serious on the way in", async () => {
    const visitor = await stage.visitor({ colorScheme, reducedMotion: "reduce" });
    await visitor.visit("/login");
    await visitor.page.getByRole("heading", { name: "Welcome back" }).waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await visitor.page.getByRole("link", { name: "Create an account" }).click();
    await visitor.page.getByRole("button", { name: "Create account" }).click();
    await visitor.page.getByText("Use at least 8 characters.").waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
  });
});

describe("on a screen 360 px wide", () => {
  const options = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };

  async function overflow(someone: Person): Promise<number> {
    return someone.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  }

  test("25: there is the list or the conversation, and a way back", async () => {
    const mia = await stage.person("Mia", options);
    const ned = await stage.person("Ned");
    expect(await overflow(mia)).toBe(0);
    await mia.find("Ned");
    await mia.say("A-word-without-any-place-to-break-".repeat(12));
    await ned.open("Mia");
    await ned.say("short");
    await ned.say("words that fill a line of a phone");
    for (const text of [
      "short",
      "words that fill a line of a phone",
      "A-word-without-any-place-to-break-".repeat(12),
    ]) {
      await mia.longPress(text);
      const menu = await mia.page.getByRole("menu", { name: "Message options" }).boundingBox();
      expect(menu?.x, `the menu of ${text}`).toBeGreaterThanOrEqual(0);
      expect((menu?.x ?? 0) + (menu?.width ?? 0), `the menu of ${text}`).toBeLessThanOrEqual(360);
      await mia.page.keyboard.press("Escape");
    }
    expect(await mia.page.getByRole("complementary", { name: "Conversations" }).isVisible()).toBe(false);
    expect(await overflow(mia)).toBe(0);
    await mia.page.getByRole("button", { name: "Back to the list" }).click();
    await mia.listed("Ned").waitFor();
    await expect.poll(() => mia.focused()).toMatch(/^Ned/);
    await mia.open("Ned");
    await expect.poll(() => mia.focused()).toBe("Ned");
    await mia.page.getByRole("button", { name: "Back to the list" }).tap();
    await mia.listed("Ned").waitFor();
    expect(await mia.composer().isVisible()).toBe(false);
    expect(await overflow(mia)).toBe(0);
  });

  test("25: a text of several lines has the whole width, and the list stays at its end", async () => {
    const kim = await stage.person("Kim", options);
    await stage.person("Lou");
    await kim.find("Lou");
    await kim.pour(kim.conversationId(), Array(20).fill("what fills the screen"));
    const width = async () => (await kim.composer().boundingBox())?.width ?? 0;
    const fromEnd = () =>
      kim.page
        .getByRole("log")
        .evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight));
    await expect.poll(fromEnd).toBe(0);
    await kim.composer().fill("a line");
    expect(await width()).toBeGreaterThan(240);
    for (const word of ["and", "some", "more", "that", "do", "not", "fit", "beside", "the", "buttons"]) {
      await kim.composer().pressSequentially(` ${word}`);
      await expect.poll(fromEnd, { message: word }).toBe(0);
    }
    expect(await width()).toBeGreaterThan(320);
    await kim.page.getByRole("button", { name: "Send" }).tap();
    await kim.sees("a line and some more that do not fit beside the buttons");
    await expect.poll(width).toBeLessThan(300);
  });
});

test("on a touch screen Enter breaks the line, and the button sends", async () => {
  const rosa = await stage.person("Rosa", { hasTouch: true, isMobile: true });
  await stage.person("Sven");
  await rosa.find("Sven");
  await rosa.composer().fill("one");
  await rosa.composer().press("Enter");
  await rosa.composer().pressSequentially("two");
  expect(await rosa.composer().inputValue()).toBe("one\ntwo");
  await rosa.page.getByRole("button", { name: "Send" }).tap();
  await rosa.tick("one\ntwo", "Delivered");
});

test("26: the focus has a place wherever one goes", async () => {
  await stage.person("Uli");
  const tom = await stage.person("Tom");
  const { page } = tom;
  await expect.poll(() => tom.focused()).toBe("Conversations");
  await page.getByRole("button", { name: "Find someone" }).press("Enter");
  await expect.poll(() => tom.focused()).toBe("Search people");
  await page.keyboard.press("Escape");
  await expect.poll(() => tom.focused()).toBe("Find someone");
  const opener = page.getByRole("button", { name: "New conversation" });
  await opener.click();
  await page.getByRole("menuitem", { name: "New group" }).click();
  await expect.poll(() => tom.focused()).toBe("Group name");
  await page.keyboard.press("Escape");
  await expect.poll(() => tom.focused()).toBe("New conversation");
  await tom.find("Uli");
  await expect.poll(() => tom.focused()).toBe("Message to Uli");
  await tom.say("a line\n".repeat(80));
  await tom.page.getByRole("log").getByRole("img", { name: "Delivered" }).waitFor();
  await tom.page.getByRole("log").hover();
  const latest = page.getByRole("button", { name: "Jump to the latest message" });
  // Until the new message is measured the list holds on to the end, and one turns the wheel again.
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, -4_000);
      return latest.isVisible();
    })
    .toBe(true);
  await latest.click();
  await latest.waitFor({ state: "detached" });
  await expect.poll(() => tom.focused()).toBe("Messages with Uli");
});

test("what is too long is counted below the text, at the button", async () => {
  const vera = await stage.person("Vera");
  await stage.person("Will");
  await vera.find("Will");
  await vera.composer().fill("words ".repeat(1_334));
  const counter = await vera.page.getByText("4 too many").boundingBox();
  const field = await vera.composer().boundingBox();
  // The first of those beside the field.
  const button = await vera.page.getByRole("button", { name: "Preview" }).boundingBox();
  if (counter === null || field === null || button === null) throw new Error("something isn't shown");
  expect(counter.y).toBeGreaterThanOrEqual(field.y + field.height - 1);
  expect(button.x - (counter.x + counter.width)).toBeLessThan(16);
  expect(button.y + button.height).toBeGreaterThan(counter.y);
});

test("25: a chosen theme stays, and shows before anything is painted", async () => {
  const ole = await stage.person("Ole", { colorScheme: "light" });
  await ole.page.getByRole("button", { name: "Your account" }).click();
  await ole.page.getByRole("menuitemradio", { name: "Dark" }).click();
  await ole.page.reload({ waitUntil: "commit" });
  await ole.page.waitForFunction(() => document.body !== null);
  expect(await ole.page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  await ole.page.getByRole("heading", { name: "Chat" }).waitFor();
  expect(await ole.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
});

test("26: the keyboard alone signs up, finds somebody and writes to them", async () => {
  await stage.person("Pia");
  const quin = await stage.visitor();
  const { page } = quin;
  await quin.visit("/register");
  await page.getByLabel("Your name").focus();
  for (const text of ["Quin", "quin", "quin@example.org"]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Chat" }).waitFor();
  await tabTo(quin, "Search people and chats");
  await page.keyboard.type("Pia");
  await page.getByRole("region", { name: "People found" }).getByRole("button", { name: "Pia" }).waitFor();
  await tabTo(quin, "Pia");
  await page.keyboard.press("Enter");
  await quin.composer().waitFor();
  await page.keyboard.type("no mouse was harmed");
  await page.keyboard.press("Enter");
  await quin.tick("no mouse was harmed", "Delivered");
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(someone: Person, name: string): Promise<void> {
  const focused = () =>
    someone.page.evaluate(() => {
      const element = document.activeElement;
      return `${element?.getAttribute("aria-label") ?? ""} ${element?.textContent ?? ""}`;
    });
  for (let press = 0; press < 30; press++) {
    if ((await focused()).includes(name)) return;
    await someone.page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${name}`);
}

test("26: who wants no motion sees none, and the others do", async () => {
  const moved: Record<string, number> = {};
  const friend = await stage.person("Rolf");
  for (const reducedMotion of ["no-preference", "reduce"] as const) {
    const pia = await stage.person(reducedMotion === "reduce" ? "Ugo" : "Tess", { reducedMotion });
    await pia.find("Rolf");
    const { page } = pia;
    await page.evaluate(watchMotion);
    await pia.say("look");
    await friend.open(pia.name);
    await friend.say("I do");
    await pia.sees("I do");
    await pia.choose("I do", "Reply");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    moved[reducedMotion] = await page.evaluate(
      () => (window as unknown as { moved: Set<string> }).moved.size,
    );
  }
  expect(moved["no-preference"]).toBeGreaterThan(0);
  expect(moved.reduce).toBe(0);
});

/** From now on notes, frame by frame, what moves or fades for longer than a frame of its own. */
function watchMotion(): void {
  const moved = new Set<string>();
  Object.assign(window, { moved });
  const look = () => {
    for (const animation of document.getAnimations()) {
      const { target, getComputedTiming } = animation.effect as KeyframeEffect;
      const { endTime } = getComputedTiming.call(animation.effect);
      if (Number(endTime) > 10) moved.add(`${target?.className} ${endTime}`);
    }
    requestAnimationFrame(look);
  };
  look();
}
