/** What runs inside the page to measure it. Each function is sent there whole, and can use nothing from here. */

/** Notes when something of each selector was first on screen, and the tasks that kept the page from answering. */
export interface Watched {
  seen: Record<string, number>;
  longTasks: number[];
  lastLongTaskEnd: number;
}

export function watchLoading(selectors: Record<string, string>): void {
  const watched: Watched = { seen: {}, longTasks: [], lastLongTaskEnd: 0 };
  Object.assign(window, { watched });
  const visible = (element: Element) => element.checkVisibility({ visibilityProperty: true });
  const look = () => {
    for (const [name, selector] of Object.entries(selectors)) {
      // The list hides its rows until it has measured them.
      if (name in watched.seen || !Array.from(document.querySelectorAll(selector)).some(visible)) continue;
      watched.seen[name] = Number.NaN;
      // A task after the frame in which it is drawn: then it is on screen.
      requestAnimationFrame(() =>
        setTimeout(() => {
          watched.seen[name] = performance.now();
        }),
      );
    }
  };
  const changes = { childList: true, subtree: true, attributeFilter: ["style"] };
  new MutationObserver(look).observe(document, changes);
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      watched.longTasks.push(duration);
      watched.lastLongTaskEnd = startTime + duration;
    }
  }).observe({ type: "longtask", buffered: true });
}

/** Clicks on a conversation; gives the milliseconds until its last message is on screen. */
export async function switchTo({ title, text }: { title: string; text: string }): Promise<number> {
  const link = [...document.querySelectorAll<HTMLElement>("nav a")].find((one) =>
    one.textContent?.includes(title),
  );
  if (link === undefined) throw new Error(`no conversation with ${title}`);
  const start = performance.now();
  link.click();
  for (;;) {
    await new Promise(requestAnimationFrame);
    const last = Array.from(document.querySelectorAll('[role="log"] article')).at(-1);
    if (last?.textContent?.includes(text) && last.checkVisibility({ visibilityProperty: true })) break;
    if (performance.now() - start > 10_000) throw new Error(`${title} never came`);
  }
  await new Promise((resolve) => setTimeout(resolve));
  return performance.now() - start;
}

/** From now on notes for each key how long it takes from the press to the frame that shows it. */
export function watchKeys(): void {
  const keys: number[] = [];
  Object.assign(window, { keys });
  addEventListener(
    "keydown",
    ({ timeStamp }) =>
      requestAnimationFrame(() => setTimeout(() => keys.push(performance.now() - timeStamp))),
    { capture: true },
  );
}

export interface Scrolled {
  frames: number[];
  mostRows: number;
}

/** Scrolls by so many pixels a frame for some seconds, turning at the ends. */
export async function scroll({ pixels, seconds }: { pixels: number; seconds: number }): Promise<Scrolled> {
  const log = document.querySelector('[role="log"]');
  if (log === null) throw new Error("no conversation is open");
  const frames: number[] = [];
  let [mostRows, direction] = [0, 1];
  let before = performance.now();
  const end = before + seconds * 1000;
  while (before < end) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - before);
    before = now;
    mostRows = Math.max(mostRows, log.querySelectorAll("article").length);
    const at = log.scrollTop;
    log.scrollTop += pixels * direction;
    if (log.scrollTop === at) direction = -direction;
  }
  return { frames: frames.slice(1), mostRows };
}

/** Frames of a page that does nothing: what this machine and browser give at best. */
export async function idleFrames(seconds: number): Promise<number[]> {
  const frames: number[] = [];
  let before = performance.now();
  const end = before + seconds * 1000;
  while (before < end) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - before);
    before = now;
  }
  return frames.slice(1);
}
