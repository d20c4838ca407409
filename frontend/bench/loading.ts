/** How soon one can begin: bundle sizes, the first visit, a reload with what is kept, another conversation, a key. */
import { execFileSync } from "node:child_process";
import type { BrowserContext, Page } from "playwright-core";
import { type Figure, median, p95 } from "./figures.ts";
import { switchTo, type Watched, watchKeys, watchLoading } from "./probes.ts";
import { worked } from "./work.ts";

const RUNS = 10;
/** Thrice as fast as a very fast typist. With no pause at all the browser itself leaves out frames to take more keys. */
const KEY_MS = 30;

export function sizes(): Figure[] {
  const said = execFileSync("node", ["scripts/size.mjs"], { encoding: "utf8" });
  return [...said.matchAll(/^(.+): ([\d.]+) KB of JavaScript, budget (\d+) KB$/gm)].map(
    ([, what = "", value, budget]) => ({
      what: `JavaScript, ${what}`,
      value: Number(value),
      unit: "KB",
      budget: Number(budget),
      how: "gzip, of the build",
    }),
  );
}

/** A first visit: nothing kept, nothing cached. */
export async function interactive(
  what: string,
  open: () => Promise<BrowserContext>,
  url: string,
  selector: string,
): Promise<Figure> {
  const times: number[] = [];
  for (let run = 0; run < RUNS / 2; run++) {
    const context = await open();
    await context.addInitScript(watchLoading, { shown: selector });
    const page = await context.newPage();
    await page.goto(url);
    const { seen, lastLongTaskEnd } = await shown(page);
    times.push(Math.max(seen.shown ?? Number.NaN, lastLongTaskEnd));
    await context.close();
  }
  return {
    what,
    value: median(times),
    unit: "ms",
    budget: 1_500,
    how: "a browser that was never here: on screen and no long task after; median of 5",
  };
}

export async function warmReload(context: BrowserContext, url: string): Promise<Figure> {
  const page = await context.newPage();
  await page.addInitScript(watchLoading, { shown: '[role="log"] article' });
  await page.goto(url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await page.reload();
    times.push((await shown(page)).seen.shown ?? Number.NaN);
  }
  await page.close();
  return {
    what: "reload to the text of the open conversation",
    value: median(times),
    unit: "ms",
    budget: 300,
    how: "from the navigation's start, with cache and service worker; median of 10",
  };
}

export async function switching(
  page: Page,
  titles: string[],
  text: (title: string) => string,
): Promise<Figure> {
  for (const title of titles) await page.evaluate(switchTo, { title, text: text(title) });
  const times: number[] = [];
  const { ms } = await worked(page, async () => {
    for (const title of titles) times.push(await page.evaluate(switchTo, { title, text: text(title) }));
  });
  return {
    what: "switch to a cached conversation",
    value: p95(times),
    unit: "ms",
    budget: 100,
    how: `from the click to its last message on screen; p95 of ${times.length}, median ${median(times).toFixed(0)} ms; its own work ${(ms / times.length).toFixed(0)} ms`,
  };
}

export async function typing(page: Page, where: string): Promise<Figure> {
  await page.evaluate(watchKeys);
  await page.getByRole("textbox", { name: "Message to" }).focus();
  await page.keyboard.type("the quick brown fox jumps over the lazy dog ".repeat(2), { delay: KEY_MS });
  await page.waitForFunction(() => (window as unknown as { keys: number[] }).keys.length >= 80);
  const keys = await page.evaluate(() => (window as unknown as { keys: number[] }).keys);
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  return {
    what: `key press to paint, ${where}`,
    value: p95(keys),
    unit: "ms",
    budget: 50,
    how: `p95 of ${keys.length} at ${KEY_MS} ms each, median ${median(keys).toFixed(0)} ms`,
  };
}

async function shown(page: Page): Promise<Watched> {
  await page.waitForFunction(() => {
    const { seen } = (window as unknown as { watched: Watched }).watched;
    return seen.shown !== undefined && !Number.isNaN(seen.shown);
  });
  // What comes after may still keep it busy.
  await page.waitForTimeout(500);
  return page.evaluate(() => (window as unknown as { watched: Watched }).watched);
}
