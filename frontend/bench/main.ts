/** `npm run bench`: measures the budgets of the client in a real browser against a real server, and writes them down. */
import { writeFile } from "node:fs/promises";
import { cpus, loadavg, release } from "node:os";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, launchLasting } from "../e2e/browser.ts";
import { enter } from "../e2e/entering.ts";
import { Product } from "../e2e/product.ts";
import { type Figure, tableOf } from "./figures.ts";
import { arriving, growth, loadAll, longConversation } from "./lasting.ts";
import { lighthouse } from "./lighthouse.ts";
import { interactive, sizes, switching, typing, warmReload } from "./loading.ts";
import { type Bot, PASSWORD, signUp } from "./people.ts";

const REPORT = new URL("../../docs/benchmarks-client.md", import.meta.url);
const MANY = Number(process.env.BENCH_MESSAGES ?? 100_000);
const MINUTES = Number(process.env.BENCH_MINUTES ?? 30);
const FRIENDS = 20;
const EACH = 40;

interface Scene {
  url: string;
  browser: Browser;
  ada: Bot;
  friends: Bot[];
  chats: string[];
}

const PARTS = { sizes, loading, lasting, scores };

/** Parts that could not be measured, and why. */
const failures: string[] = [];
/** Before anything of it ran: what else the machine had to do. */
const [LOAD_BEFORE = Number.NaN] = loadavg();

async function main(): Promise<void> {
  const product = await Product.start();
  const browser = await launchBrowser();
  try {
    const scene = await setScene(product.url, browser);
    const chosen = process.argv.slice(2);
    const figures: Figure[] = [];
    for (const [name, part] of Object.entries(PARTS)) {
      if (chosen.length > 0 && !chosen.includes(name)) continue;
      try {
        figures.push(...told(await part(scene)));
      } catch (error) {
        // The others are worth their figures all the same.
        failures.push(`${name}: ${String(error).split("\n")[0]}`);
        process.stderr.write(`${name} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
        process.exitCode = 1;
      }
      // A part of it alone is a look while one writes code.
      if (chosen.length === 0) await writeFile(REPORT, report(figures, browser.version()));
    }
    for (const bot of [scene.ada, ...scene.friends]) bot.leave();
  } finally {
    await browser.close();
    await product.stop();
  }
}

async function setScene(url: string, browser: Browser): Promise<Scene> {
  const ada = await signUp(url, "ada");
  const friends: Bot[] = [];
  const chats: string[] = [];
  for (let number = 1; number <= FRIENDS; number++) {
    const friend = await signUp(url, `friend${String(number).padStart(2, "0")}`);
    const body = { kind: "direct", participant_ids: [ada.id] };
    const { id } = await friend.ask<{ id: string }>("POST", "/api/conversations", body);
    await friend.say(
      id,
      Array.from({ length: EACH }, (_, index) => lastText(friend.name, index + 1)),
    );
    friends.push(friend);
    chats.push(id);
  }
  return { url, browser, ada, friends, chats };
}

function lastText(name: string, number = EACH): string {
  return `${name} says ${number}, and a few words more so that it looks like a message`;
}

async function loading({ url, browser, friends, chats }: Scene): Promise<Figure[]> {
  const fresh = () => browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  const signIn = await interactive(
    "sign-in page interactive",
    fresh,
    `${url}/login`,
    'button[type="submit"]',
  );
  const context = await fresh();
  const page = await signedIn(await context.newPage(), url);
  const storageState = await context.storageState();
  const again = () =>
    browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US", storageState });
  const chat = await interactive("chat interactive", again, `${url}/`, "nav a");
  const names = friends.map(({ name }) => name);
  const switched = await switching(page, names, (name) => lastText(name));
  const typed = await typing(page, `${EACH} messages`);
  await page.close();
  const reload = await warmReload(context, `${url}/c/${chats[0]}`);
  await context.close();
  return [signIn, chat, reload, switched, typed];
}

async function lasting({ url, browser, ada, friends }: Scene): Promise<Figure[]> {
  const [bot] = friends;
  if (bot === undefined) throw new Error("nobody is there");
  const group = async (title: string) =>
    (
      await bot.ask<{ id: string }>("POST", "/api/conversations", {
        kind: "group",
        title,
        participant_ids: [ada.id],
      })
    ).id;
  const archive = await group("Archive");
  await ada.listen();
  await bot.say(archive, many());
  const { last_seq } = await bot.ask<{ last_seq: number }>("GET", `/api/conversations/${archive}`);
  await ada.read(archive, last_seq);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  const page = await signedIn(await context.newPage(), url);
  await page.goto(`${url}/c/${archive}`);
  await page.getByRole("log").getByText(`number ${MANY} of many`, { exact: true }).waitFor();
  await loadAll(page, ada);
  const long = await longConversation(page, MANY);
  const typed = await typing(page, `${MANY.toLocaleString("en")} messages`);
  await page.close();
  const next = await context.newPage();
  const stream = { bot, conversationId: await group("Stream") };
  await next.goto(`${url}/c/${stream.conversationId}`);
  await next.getByRole("textbox", { name: "Message to" }).waitFor();
  const arrived = await arriving(next, stream, 30);
  const grown = await growth(next, stream, MINUTES);
  await context.close();
  return [...long, typed, arrived, grown];
}

function* many(): Generator<string> {
  for (let number = 1; number <= MANY; number++) yield `number ${number} of many`;
}

/** Of the page that anybody can open, and of the chat. */
async function scores({ url, chats }: Scene): Promise<Figure[]> {
  const { context, port, close } = await launchLasting();
  try {
    const signIn = await lighthouse("sign-in page", `${url}/login`, port);
    // Another tab of theirs would have the processor, too.
    await (await signedIn(await context.newPage(), url)).close();
    return [...signIn, ...(await lighthouse("chat", `${url}/c/${chats[0]}`, port))];
  } finally {
    await close();
  }
}

async function signedIn(page: Page, url: string): Promise<Page> {
  await enter(page, url, { way: "login", login: "ada", password: PASSWORD });
  await page.getByRole("navigation", { name: "Your conversations" }).getByRole("link").first().waitFor();
  return page;
}

/** A long run shows how far it is. */
function told(figures: Figure[]): Figure[] {
  process.stderr.write(`${tableOf(figures).split("\n").slice(2).join("\n")}\n`);
  return figures;
}

function report(figures: Figure[], chromium: string): string {
  const [cpu] = cpus();
  return `# How fast the client is

One run of \`npm run bench\` in frontend/ (a part of \`make bench\`): the production build in Chromium ${chromium} without a
screen or a graphics card, against a server started as \`make run\` starts it, on the same machine: ${cpus().length} cores, ${cpu?.model.trim() ?? "unknown"},
Linux ${release()}, load average ${LOAD_BEFORE.toFixed(1)} before it began. Misses stand as misses.

${tableOf(figures)}

${notes()}
- The budgets are those of a desktop. Server, browser, and whoever sends the messages share the cores: times are an upper bound.
- "Its own work" is processor time of the page's main thread, which another program cannot lengthen: where a time is missed
  and this is small, the page waited for a core.
- The ${MANY.toLocaleString("en")} messages are in the server's log. The client pages through them as it does for anybody who scrolls up, but
  gets 40 of the server's pages at a time.
- Without a graphics card a frame is drawn by the processor; "a page at rest" is what this machine gives a page that does nothing.
- The ${MINUTES} minutes are simulated: as many messages as 50 a second would be, as fast as they go through.

## What was tried where it is slow

- A reload begins to read what is kept as soon as it is known who is signed in, beside the code, and its first picture has the
  text: before, React drew a skeleton first and the database was opened after it. On a machine with twenty jobs waiting the two,
  by turns, took 752 and 1,073 ms.
- A scroll tells where it is to those who show it, and no longer to each row; what each row asked for anew (the locale, the
  kind of pointer) is kept.
- Keys used to be pressed with no pause, 260 a second: then Chromium leaves out up to four frames to take more keys, and
  the same page took 65 to 85 ms (p95) for what takes it 17 ms at 33 keys a second and 7 ms at ten.
`;
}

function notes(): string {
  const short = MANY < 100_000 || MINUTES < 30;
  return [
    ...failures.map((failure) => `- **Not measured**: ${failure}`),
    ...(short ? [`- This run was short: \`BENCH_MESSAGES=${MANY} BENCH_MINUTES=${MINUTES}\`.`] : []),
  ].join("\n");
}

await main();
