/** Pictures of the running product with seeded conversations, in both themes and three widths, for the README and for us. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { createServer } from "vite";
import type { components } from "../src/api/schema.d.ts";
import { launchBrowser } from "./browser.ts";
import { Extra } from "./extra.ts";
import { Product } from "./product.ts";

type Conversations = components["schemas"]["ConversationsShape"];

const FOLDER = new URL("../../docs/screenshots/", import.meta.url).pathname;
const PASSWORD = "a good picture";
/** So many of the newest conversations have somebody in them who is online. */
const ONLINE = 7;
const SIZES = [
  { width: 1440, height: 900, deviceScaleFactor: 1 },
  { width: 768, height: 960, deviceScaleFactor: 1 },
  { width: 360, height: 740, deviceScaleFactor: 2 },
];

async function main(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const product = await Product.start();
  const browser = await launchBrowser();
  try {
    const said = await product.flask(
      "seed",
      "--users=14",
      "--conversations=22",
      "--messages=900",
      `--password=${PASSWORD}`,
    );
    const [, username = ""] = /Sign in as (\S+),/.exec(said) ?? [];
    const extras = await enliven(product.url, username);
    for (const size of SIZES) {
      for (const colorScheme of ["light", "dark"] as const) {
        await walk(browser, product.url, username, size, colorScheme);
      }
    }
    await fromRightToLeft(browser, product.url, username);
    await gallery(browser);
    for (const extra of extras) extra.leave();
  } finally {
    await browser.close();
    await product.stop();
  }
}

/** Has some of the others online, and two of them write what nobody reads during the pictures. */
async function enliven(url: string, username: string): Promise<Extra[]> {
  const viewer = await Extra.enter(url, username, PASSWORD);
  const { items } = await viewer.get<Conversations>("/api/conversations?limit=20");
  viewer.leave();
  const extras: Extra[] = [];
  for (const { id, kind, participants } of items.slice(0, ONLINE)) {
    const other = participants.find(({ user }) => user.username !== username);
    if (other === undefined) continue;
    const extra = await Extra.enter(url, other.user.username, PASSWORD);
    extras.push(extra);
    if (extras.length === 2)
      extra.say(id, kind === "group" ? "Same place as last time?" : "Are you still up for tomorrow?");
    if (extras.length === 5)
      for (const text of ["I have news!", "Call me when you can?"]) extra.say(id, text);
  }
  return extras;
}

async function walk(
  browser: Browser,
  url: string,
  username: string,
  { width, height, deviceScaleFactor }: (typeof SIZES)[number],
  colorScheme: "light" | "dark",
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor,
    colorScheme,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const narrow = width < 720;
  const shoot = (name: string) =>
    page.screenshot({ path: join(FOLDER, `${name}-${width}-${colorScheme}.png`) });
  await page.goto(url);
  await page.getByLabel("Username or e-mail").fill(username);
  await shoot("sign-in");
  await enter(page, username);
  if (narrow) await shoot("list");
  for (const kind of ["direct", "group"] as const) {
    await openOne(page, kind);
    await shoot(kind);
    if (kind === "group") {
      await page.getByRole("button", { name: "Group options" }).click();
      await page.getByRole("menuitem", { name: "Group info" }).click();
      await page.getByRole("list", { name: "Members" }).waitFor();
      await shoot("group-info");
      await page.getByRole("button", { name: "Back", exact: true }).click();
    }
    if (narrow) await page.getByRole("button", { name: "Back to the list" }).click();
  }
  await page.goto(new URL("/settings/privacy", url).href);
  await page.getByText("You have blocked nobody.").waitFor();
  await shoot("settings");
  if (!narrow) {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("option").first().waitFor();
    await shoot("switcher");
  }
  await context.close();
}

/** The same product in Arabic. */
async function fromRightToLeft(browser: Browser, url: string, username: string): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 768, height: 960 },
    locale: "ar",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(url);
  await enter(page, username);
  await page.locator('a[href^="/c/"]').nth(1).click();
  await page.getByRole("article").last().waitFor();
  await page.screenshot({ path: join(FOLDER, "arabic-768-light.png") });
  await context.close();
}

/** Every component in every state: it stands in no build, so it comes from the development server. */
async function gallery(browser: Browser): Promise<void> {
  const server = await createServer({
    root: new URL("..", import.meta.url).pathname,
    server: { port: 0, strictPort: false, host: "127.0.0.1" },
    logLevel: "error",
  });
  await server.listen();
  const address = server.resolvedUrls?.local[0] ?? "";
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 1440 },
      colorScheme,
      reducedMotion: "reduce",
    });
    await page.goto(new URL("/gallery", address).href);
    await page.getByRole("heading", { name: "Gallery" }).waitFor({ timeout: 120_000 });
    await page.screenshot({ path: join(FOLDER, `gallery-1440-${colorScheme}.png`) });
    await page.close();
  }
  await server.close();
}

/** By the names of the fields, which are the same in every language. */
async function enter(page: Page, username: string): Promise<void> {
  await page.locator("input[name=login]").fill(username);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("button[type=submit]").click();
  await page.locator('a[href^="/c/"]').first().waitFor();
}

function listed(page: Page): Locator {
  return page.getByRole("navigation", { name: "Your conversations" }).getByRole("link");
}

/** Opens the newest conversation of that kind that has nothing unread, and waits until its messages are there. */
async function openOne(page: Page, kind: "direct" | "group"): Promise<void> {
  const groups = page.getByRole("img", { name: "Group" });
  const link = listed(page)
    .filter(kind === "group" ? { has: groups } : { hasNot: groups })
    .filter({ hasNotText: "unread" })
    .first();
  const [title = ""] = (await link.innerText()).split("\n");
  await link.click();
  await page
    .getByRole("log", { name: `Messages with ${title}` })
    .getByRole("article")
    .last()
    .waitFor();
  await page.mouse.move(0, 0);
}

await main();
