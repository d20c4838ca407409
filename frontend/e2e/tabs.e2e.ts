/** Several tabs of one person, and several of their devices. */
import { expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

/** Counts the connections that a person's tabs have open. */
function countSockets(someone: Person): { open: () => number } {
  const open = new Set<object>();
  const follow = (page: Person["page"]) =>
    page.on("websocket", (socket) => {
      if (!socket.url().endsWith("/ws")) return;
      open.add(socket);
      socket.on("close", () => open.delete(socket));
      page.on("close", () => open.delete(socket));
    });
  someone.page.context().on("page", follow);
  follow(someone.page);
  return { open: () => open.size };
}

test("two tabs share one connection; when its tab closes, the other goes on and misses nothing", async () => {
  const ada = await stage.visitor();
  const sockets = countSockets(ada);
  await ada.signUp("Ada");
  const bob = await stage.person("Bob");
  await ada.find("Bob");
  await ada.say("from the first tab");
  await bob.open("Ada");
  const second = await ada.newTab(new URL(ada.page.url()).pathname);
  await second.sees("from the first tab");
  await second.say("from the second tab");
  await second.tick("from the second tab", "Read");
  await bob.say("to both");
  for (const tab of [ada, second])
    await tab.expectTexts(["from the first tab", "from the second tab", "to both"]);
  expect(sockets.open()).toBe(1);
  await ada.page.close();
  await bob.say("to whoever is left");
  await second.sees("to whoever is left");
  await second.say("still here");
  await second.tick("still here", "Read");
  expect(sockets.open()).toBe(1);
  const everything = [
    "from the first tab",
    "from the second tab",
    "to both",
    "to whoever is left",
    "still here",
  ];
  await second.expectTexts(everything);
  await bob.expectTexts(everything);
});

test("9: badges in list, title and icon agree, in all tabs and on all devices", async () => {
  const cleo = await stage.person("Cleo");
  const dan = await stage.person("Dan");
  await dan.find("Cleo");
  const tab = await cleo.newTab();
  const device = await stage.visitor();
  await device.signIn("Cleo");
  const everywhere = [cleo, tab, device];
  await dan.say("one");
  await dan.say("two");
  for (const one of everywhere) {
    await one.listed("Dan").getByText("2 unread").waitFor();
    await expect.poll(() => badge(one)).toEqual(["(2) Chat", "2"]);
  }
  await tab.open("Dan");
  await tab.sees("two");
  for (const one of everywhere) {
    await one.listed("Dan").getByText("unread").waitFor({ state: "detached" });
    await expect.poll(() => badge(one)).toEqual([one === tab ? "Dan – Chat" : "Chat", ""]);
  }
});

test("what is written offline in one tab waits in all of them, and is sent once", async () => {
  const eva = await stage.person("Eva");
  await stage.person("Finn");
  await eva.find("Finn");
  await eva.say("before");
  await eva.tick("before", "Delivered");
  const other = await eva.newTab(new URL(eva.page.url()).pathname);
  await other.sees("before");
  await eva.page.context().setOffline(true);
  await other.say("while offline");
  await eva.tick("while offline", "Sending");
  await eva.page.context().setOffline(false);
  for (const tab of [eva, other]) await tab.tick("while offline", "Delivered");
});

/** The title, and the number on the icon. */
async function badge(someone: Person): Promise<[string, string]> {
  const icon = (await someone.page.locator('link[rel="icon"]').getAttribute("href")) ?? "";
  return [await someone.page.title(), />([^<]+)<\/text>/.exec(decodeURIComponent(icon))?.[1] ?? ""];
}
