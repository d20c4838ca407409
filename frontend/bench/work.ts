/** What the page's own thread works, in processor time: on a busy machine it is the same as on a quiet one. */
import type { CDPSession, Page } from "playwright-core";

export interface Worked<T> {
  result: T;
  ms: number;
}

export async function worked<T>(page: Page, during: () => Promise<T>): Promise<Worked<T>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await taskTime(cdp);
  const result = await during();
  const ms = (await taskTime(cdp)) - before;
  await cdp.detach();
  return { result, ms };
}

async function taskTime(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
}
