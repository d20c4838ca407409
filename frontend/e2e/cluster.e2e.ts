import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "vitest";
import { setStage } from "./stage";

const stage = setStage("scripts.cluster");

test("an admin sees all nodes, together and one by one", async () => {
  const [here] = await stage.product.nodes();
  const { page } = await stage.person("Admin", {}, here);
  await page.goto(new URL("/admin/live", page.url()).href);
  await page.getByRole("heading", { name: "Now, on all servers" }).waitFor();
  const table = page.getByRole("table", { name: "Servers" });
  await expect.poll(() => table.getByRole("rowheader").count()).toBe(3);
  await page.setViewportSize({ width: 360, height: 740 });
  // Rows became blocks there, and are rows still to who cannot see them.
  expect(await table.getByRole("rowheader").count()).toBe(3);
  expect(await table.getByRole("columnheader").count()).toBe(5);
  const { violations } = await new AxeBuilder({ page }).include("main").setLegacyMode().analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

test("two people on different nodes go on while a node is killed", async () => {
  const [here, there] = await stage.product.nodes();
  if (here === undefined || there === undefined) throw new Error("the cluster has too few nodes");
  const ada = await stage.person("Ada", {}, here);
  const bob = await stage.person("Bob", {}, there);
  await ada.find("Bob");
  await ada.say("hello over there");
  await bob.open("Ada");
  await bob.say("hello back");
  await ada.expectTexts(["hello over there", "hello back"]);
  await ada.tick("hello over there", "Read");

  process.kill(there.pid, "SIGKILL");
  await ada.say("are you still there?");
  await bob.say("of course");
  // Bob's node is started again, and his browser finds it by itself.
  const everything = ["hello over there", "hello back", "are you still there?", "of course"];
  for (const one of [ada, bob])
    await expect
      .poll(async () => (await one.texts()).toSorted(), { timeout: 60_000 })
      .toEqual(everything.toSorted());
  // Until it is acknowledged, one's own message stands last.
  await ada.tick("are you still there?", "Read");
  expect(await ada.texts()).toEqual(await bob.texts());
});
