import type { WebSocketRoute } from "playwright-core";
import { expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

/** Two people in the conversation with each other, both of whom have said something. */
async function pair(first: string, second: string): Promise<[Person, Person]> {
  const one = await stage.person(first);
  const other = await stage.person(second);
  await one.find(second);
  await one.say("hi");
  await other.open(first);
  await other.say("hello");
  await one.expectTexts(["hi", "hello"]);
  return [one, other];
}

test("3: who was offline comes back and has everything, in order", async () => {
  const [ada, bob] = await pair("Ada", "Bob");
  await bob.page.context().setOffline(true);
  await bob.page.getByText(/You are offline/).waitFor();
  await bob.say("written in a tunnel");
  await bob.tick("written in a tunnel", "Sending");
  for (let number = 1; number <= 5; number++) await ada.say(`missed ${number}`);
  await ada.tick("missed 5", "Sent");
  await bob.page.context().setOffline(false);
  const missed = [1, 2, 3, 4, 5].map((number) => `missed ${number}`);
  const everything = ["hi", "hello", ...missed, "written in a tunnel"];
  await bob.expectTexts(everything);
  await ada.expectTexts(everything);
  await ada.tick("missed 5", "Read");
});

test("10: a server that is down is told of, with a countdown, and what is written meanwhile goes out", async () => {
  const [cleo, dan] = await pair("Cleo", "Dan");
  const places = () =>
    cleo
      .composer()
      .or(cleo.page.getByRole("banner"))
      .or(cleo.page.getByRole("heading"))
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  const before = await places();
  await cleo.page.getByText("online", { exact: true }).waitFor();
  await stage.product.kill();
  await cleo.page.getByText(/No connection. Next try in \d+ s/).waitFor();
  expect(await places(), "what moved for the banner").toEqual(before);
  expect(
    await cleo.page.getByText(/^(online|offline|last seen.*)$/).count(),
    "presence that nobody can know",
  ).toBe(0);
  await cleo.say("first");
  await cleo.say("second");
  await cleo.tick("second", "Sending");
  await stage.product.restart();
  await Promise.all([cleo.reconnectNow(), dan.reconnectNow()]);
  await cleo.tick("second", "Read");
  await dan.expectTexts(["hi", "hello", "first", "second"]);
  await cleo.expectTexts(["hi", "hello", "first", "second"]);
});

test("1: a message shows once though its acknowledgement was lost with the server", async () => {
  const [eva, finn] = await pair("Eva", "Finn");
  const { acknowledged } = await swallowAck(eva, "only once");
  await eva.page.reload();
  await eva.sees("hello");
  await eva.say("only once");
  await acknowledged;
  await stage.product.kill();
  await eva.tick("only once", "Sending");
  await stage.product.restart();
  await Promise.all([eva.reconnectNow(), finn.reconnectNow()]);
  await eva.tick("only once", "Read");
  await eva.expectTexts(["hi", "hello", "only once"]);
  await finn.expectTexts(["hi", "hello", "only once"]);
  await finn.page.reload();
  await finn.expectTexts(["hi", "hello", "only once"]);
});

test("10: no banner for a loss that is over at once", async () => {
  const [gus, hana] = await pair("Gus", "Hana");
  const banners: string[] = [];
  await gus.page.exposeFunction("sawBanner", (text: string) => banners.push(text));
  await gus.page.evaluate(() => {
    const report = (window as unknown as { sawBanner: (text: string) => void }).sawBanner;
    new MutationObserver(() => {
      const text = document.body.innerText.match(/No connection|Connecting…|You are offline/)?.[0];
      if (text !== undefined) report(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await gus.page.context().setOffline(true);
  await gus.page.context().setOffline(false);
  await hana.say("still there?");
  await gus.sees("still there?");
  expect(banners).toEqual([]);
});

/**
 * Lets the message through to the server and keeps all word of it from coming back, on the next connection only. Resolves
 * when that is in place; `acknowledged` when the server has answered: from then on the message stands, and its sender
 * doesn't know.
 */
async function swallowAck(someone: Person, text: string): Promise<{ acknowledged: Promise<void> }> {
  const { promise: acknowledged, resolve } = Promise.withResolvers<void>();
  let connections = 0;
  await someone.page.routeWebSocket(/\/ws$/, (client: WebSocketRoute) => {
    const server = client.connectToServer();
    const first = connections++ === 0;
    // From then on nothing comes through. A sync under way tells the message as well, before or after.
    let silent = false;
    server.onMessage((message) => {
      silent ||= first && (/"type":\s*"ack"/.test(String(message)) || String(message).includes(text));
      if (!silent) client.send(message);
      else resolve();
    });
  });
  return { acknowledged };
}
