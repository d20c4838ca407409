/** How it holds up: 100,000 messages in one conversation, and messages that never stop. */
import type { CDPSession, Page } from "playwright-core";
import { type Figure, median, p95 } from "./figures.ts";
import type { Bot } from "./people.ts";
import { idleFrames, scroll } from "./probes.ts";
import { worked } from "./work.ts";

const MB = 1024 * 1024;
/** So many of the server's pages are handed to the client as one: paging through all of them by 50 takes too long here. */
const PAGES_AT_ONCE = 40;
const PAGE = 50;
const LOAD_ALL_MS = 10 * 60_000;
/** So far behind the last message the page may be, where messages come faster than it can show them. */
const LAG_MS = 5 * 60_000;

interface LogPage {
  items: unknown[];
  from_seq: number;
  to_seq: number;
  at_start: boolean;
}

/** Scrolls up until the whole conversation is held. */
export async function loadAll(page: Page, reader: Bot): Promise<void> {
  await page.route(/\/messages\?.*before=/, async (route) => {
    const url = new URL(route.request().url());
    const end = Number(url.searchParams.get("before"));
    // Each message has a seq of its own here: where the next page ends is known without it.
    const ends = Array.from({ length: PAGES_AT_ONCE }, (_, page) => end - page * PAGE).filter(
      (one) => one > 1,
    );
    const ask = (before: number) =>
      reader.ask<LogPage>("GET", `${url.pathname}?before=${before}&limit=${PAGE}`);
    const pages = (await Promise.all(ends.map(ask))).reverse();
    const items = pages.flatMap((one) => one.items);
    const { from_seq = 0, at_start = true } = pages[0] ?? {};
    await route.fulfill({ json: { items, from_seq, to_seq: pages.at(-1)?.to_seq, at_start, at_end: false } });
  });
  const log = page.getByRole("log");
  const end = Date.now() + LOAD_ALL_MS;
  while (Date.now() < end) {
    await log.evaluate((element) => element.scrollTo({ top: 0 }));
    if ((await page.getByText("number 1 of many", { exact: true }).count()) > 0) return;
    await page.waitForTimeout(50);
  }
  throw new Error("the first message never came");
}

export async function longConversation(page: Page, count: number): Promise<Figure[]> {
  const idle = p95(await page.evaluate(idleFrames, 3));
  const { result, ms } = await worked(page, () => page.evaluate(scroll, { pixels: 140, seconds: 10 }));
  const { frames, mostRows } = result;
  return [
    {
      what: `frame while scrolling, ${count.toLocaleString("en")} messages`,
      value: p95(frames),
      unit: "ms",
      budget: 17,
      how: `p95 of ${frames.length}, median ${median(frames).toFixed(1)} ms, longest ${Math.max(...frames).toFixed(0)} ms; a page at rest: ${idle.toFixed(1)} ms; its own work ${(ms / frames.length).toFixed(1)} ms a frame`,
    },
    {
      what: "messages in the document",
      value: mostRows,
      unit: "rows",
      budget: 60,
      how: "most at a time while scrolling",
    },
    {
      what: "heap with all of them held",
      value: (await heap(page)) / MB,
      unit: "MB",
      budget: 80,
      how: "after a garbage collection",
    },
  ];
}

export interface Stream {
  bot: Bot;
  conversationId: string;
}

export async function arriving(
  page: Page,
  { bot, conversationId }: Stream,
  seconds: number,
): Promise<Figure> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      type: "longtask",
    });
  });
  const texts = Array.from({ length: 50 * seconds }, (_, index) => `arriving ${index + 1}`);
  const { ms } = await worked(page, async () => {
    await bot.say(conversationId, texts, { perSecond: 50 });
    await page.getByText(`arriving ${texts.length}`, { exact: true }).first().waitFor({ timeout: LAG_MS });
  });
  const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);
  return {
    what: "tasks over 50 ms while 50 messages/s arrive",
    value: tasks.length,
    unit: "tasks",
    budget: 0,
    how: `${seconds} s in the open conversation${tasks.length > 0 ? `; longest ${Math.max(...tasks).toFixed(0)} ms` : ""}; its own work ${(ms / texts.length).toFixed(1)} ms a message`,
  };
}

export async function growth(page: Page, { bot, conversationId }: Stream, minutes: number): Promise<Figure> {
  const count = minutes * 60 * 50;
  const said = async (from: number, to: number) => {
    const texts = Array.from({ length: to - from }, (_, index) => `growing ${from + index + 1}`);
    await bot.say(conversationId, texts, { perSecond: 400, inFlight: 32 });
    await page.getByText(`growing ${to}`, { exact: true }).first().waitFor({ timeout: LAG_MS });
    // The client lets go of what is old a moment later.
    await page.waitForTimeout(3_000);
    return heap(page);
  };
  const before = await said(0, 3_000);
  const after = await said(3_000, count);
  return {
    what: `heap growth in ${minutes} minutes of 50 messages/s`,
    value: (after - before) / MB,
    unit: "MB",
    budget: 10,
    how: `simulated: ${count.toLocaleString("en")} messages at up to 400/s; ${(before / MB).toFixed(1)} MB after the first 3,000`,
  };
}

async function heap(page: Page): Promise<number> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send("HeapProfiler.enable");
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  await cdp.detach();
  return usedSize;
}
