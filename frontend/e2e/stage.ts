/** A product for a file of tests, and the people on it. */
import { mkdir, writeFile } from "node:fs/promises";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { Person } from "./person";
import { Product } from "./product";

export interface Stage {
  readonly product: Product;
  /** Somebody with a browser of their own, not signed in yet. */
  visitor: (options?: BrowserContextOptions, at?: Pick<Product, "url">) => Promise<Person>;
  /** Somebody who has signed up, at one node of a cluster where it is named. */
  person: (name: string, options?: BrowserContextOptions, at?: Pick<Product, "url">) => Promise<Person>;
}

/** Of one server, or of what else the module `program` runs. */
export function setStage(program?: string): Stage {
  let product: Product;
  let browser: Browser;
  const complaints: string[] = [];
  beforeAll(async () => {
    [product, browser] = await Promise.all([Product.start(program), chromium.connect(inject("browser"))]);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await keepPictures(browser, task.name);
  });
  afterAll(async () => {
    await browser?.close();
    const code = await product?.stop();
    expect(complaints, "what the browsers complained of").toEqual([]);
    expect(code, "the exit code after Ctrl-C").toBe(0);
  });

  const visitor = async (options: BrowserContextOptions = {}, at: Pick<Product, "url"> = product) => {
    const context = await browser.newContext({
      locale: "en-US",
      viewport: { width: 1100, height: 760 },
      // A worker's answers pass by the routes that a test lays; pwa.e2e.ts is about the worker.
      serviceWorkers: "block",
      ...options,
    });
    context.setDefaultTimeout(30_000);
    context.on("weberror", (event) => complaints.push(event.error().message));
    context.on("console", (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    return new Person(await context.newPage(), at);
  };
  const person = async (name: string, options?: BrowserContextOptions, at?: Pick<Product, "url">) => {
    const someone = await visitor(options, at);
    await someone.enter(name);
    return someone;
  };
  return {
    get product() {
      return product;
    },
    visitor,
    person,
  };
}

/** What everybody saw when a test failed, as a picture and as a screen reader has it, in `failures/`. */
async function keepPictures(browser: Browser, test: string): Promise<void> {
  await mkdir("failures", { recursive: true });
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [number, page] of pages.entries()) {
    const path = `failures/${test.replaceAll(/\W+/g, "-").slice(0, 60)}-${number}`;
    await page.screenshot({ path: `${path}.png`, timeout: 5_000 });
    await writeFile(`${path}.yml`, await page.locator("body").ariaSnapshot({ timeout: 5_000 }));
  }
}
