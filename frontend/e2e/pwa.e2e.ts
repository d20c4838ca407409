import { expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

/** Somebody whose browser has taken the client in. */
async function installed(name: string): Promise<Person> {
  const someone = await stage.person(name, { serviceWorkers: "allow" });
  await someone.page.evaluate(() => navigator.serviceWorker.ready);
  await someone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return someone;
}

test("the client opens without a network, with what was said last", async () => {
  const ada = await installed("Ada");
  const bob = await stage.person("Bob");
  await ada.find("Bob");
  await ada.say("kept");
  await bob.open("Ada");
  await ada.tick("kept", "Read");
  const path = new URL(ada.page.url()).pathname;
  await ada.page.close();
  await ada.page.context().setOffline(true);
  const again = await ada.newTab(path);
  await again.sees("kept");
  await again.say("written without a network");
  await again.tick("written without a network", "Sending");
  await ada.page.context().setOffline(false);
  await again.tick("written without a network", "Read");
  await bob.expectTexts(["kept", "written without a network"]);
});

test("it can be installed: a manifest with icons that are there, and a worker for the whole of it", async () => {
  const cleo = await installed("Cleo");
  const found = await cleo.page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
    const manifest = (await (await fetch(link?.href ?? "")).json()) as {
      display: string;
      icons: { src: string; sizes: string; purpose?: string }[];
    };
    const icons = await Promise.all(manifest.icons.map(async ({ src }) => (await fetch(src)).ok));
    const worker = await fetch("/sw.js");
    return {
      display: manifest.display,
      icons,
      maskable: manifest.icons.some(({ purpose }) => purpose === "maskable"),
      caching: worker.headers.get("Cache-Control"),
      scope: (await navigator.serviceWorker.ready).scope,
    };
  });
  expect(found).toMatchObject({ display: "standalone", maskable: true, caching: "no-cache" });
  expect(found.icons).toEqual([true, true, true, true]);
  expect(found.scope).toBe(`${stage.product.url}/`);
});

test("a new version is offered and taken when somebody says so", async () => {
  const dan = await installed("Dan");
  const { page } = dan;
  // Under another address, the same worker counts as another version.
  await page.evaluate(() => navigator.serviceWorker.register("/sw.js?next"));
  await page.getByText("A new version is ready.").waitFor();
  const reloaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Reload" }).click();
  await reloaded;
  await page.getByRole("heading", { name: "Chat" }).waitFor();
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toMatch(/next$/);
});

test("what people say is in no cache of the worker", async () => {
  const eva = await installed("Eva");
  await stage.person("Finn");
  await eva.find("Finn");
  await eva.say("between us");
  const urls = await eva.page.evaluate(async () => {
    const names = await caches.keys();
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map((request) => new URL(request.url).pathname);
  });
  expect(urls).toContain("/");
  expect(urls.filter((path) => path.startsWith("/api"))).toEqual([]);
});
