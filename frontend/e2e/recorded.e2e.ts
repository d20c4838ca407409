/**
 * The state, fed by a real server through a whole session, is the state that a fresh start fetches. `npm run record`
 * writes down what it was fed with, for the tests of the state to replay without a server.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Conversation } from "../src/realtime/frames";
import type { Input } from "../src/state/reducer";
import { seenOf } from "../src/testing/seen";
import { Listener } from "./listener";
import { Product } from "./product";

const FIXTURES = new URL("../src/state/fixtures/", import.meta.url);

let product: Product;
const everyone: Listener[] = [];
beforeAll(async () => {
  product = await Product.start();
});
afterAll(async () => {
  await Promise.all(everyone.map((one) => one.disconnect()));
  await product.stop();
});

/** Somebody new who is there. */
async function present(name: string): Promise<Listener> {
  const someone = await Listener.signUp(product.url, name);
  await someone.connect();
  everyone.push(someone);
  return someone;
}

async function conversation(of: Listener, kind: "direct" | "group", others: Listener[]): Promise<string> {
  const participant_ids = others.map((one) => one.me);
  const title = kind === "group" ? { title: "Lake trip" } : {};
  return (await of.ask<Conversation>("POST", "/api/conversations", { kind, participant_ids, ...title })).id;
}

/** What somebody holds against what the same person would fetch, and both written down when asked for. */
async function agrees(someone: Listener, name: string | null): Promise<void> {
  const fresh = Listener.as(someone);
  await fresh.list();
  for (const id of Object.keys(fresh.state.conversations)) await fresh.older(id);
  const from = (id: string) =>
    Math.max(fresh.state.conversations[id]?.log.from ?? 0, someone.state.conversations[id]?.log.from ?? 0);
  expect(seenOf(someone.state, from)).toEqual(seenOf(fresh.state, from));
  if (name === null || process.env.RECORD === undefined) return;
  await mkdir(FIXTURES, { recursive: true });
  const lines = (inputs: Input[]) => `[\n${inputs.map((input) => JSON.stringify(input)).join(",\n")}\n]`;
  const recorded = `{"me":"${someone.me}","live":${lines(someone.inputs)},"fresh":${lines(fresh.inputs)}}\n`;
  await writeFile(new URL(`${name}.json`, FIXTURES), recorded);
}

test("two people talk, change their minds, and read", async () => {
  const [ada, bob] = [await present("ada"), await present("bob")];
  const chat = await conversation(bob, "direct", [ada]);
  const first = await bob.say(chat, "Hello Ada");
  const slip = await bob.say(chat, "a slip");
  await ada.holds(chat, slip.seq);
  bob.typing(chat);
  const answer = await ada.say(chat, "Hello Bob, this is @ada");
  await bob.edit(chat, first.message_id, "Hello, Ada!");
  await bob.react(chat, answer.message_id, "👍", true);
  await bob.react(chat, answer.message_id, "🎉", true);
  await bob.react(chat, answer.message_id, "🎉", false);
  await ada.react(chat, first.message_id, "❤️", true);
  await ada.edit(chat, answer.message_id, "Hello, Bob!");
  await bob.delete(chat, slip.message_id);
  const last = await bob.say(chat, "See you, @ada");
  await ada.holds(chat, last.seq);
  const told = bob.frame("receipt", ({ read_seq }) => read_seq >= last.seq);
  ada.read(chat, last.seq);
  await told;
  await bob.holds(chat, last.seq);
  await agrees(ada, "direct");
  await agrees(bob, "direct-other-side");
});

test("a group in which one is away, misses a lot, comes back and is taken out of another one", async () => {
  const [cleo, dan, eva] = [await present("cleo"), await present("dan"), await present("eva")];
  const group = await conversation(dan, "group", [cleo, eva]);
  const other = await conversation(dan, "group", [cleo, eva]);
  await dan.say(other, "not for long");
  const before = await dan.say(group, "Who brings the boat?");
  await cleo.holds(group, before.seq);
  await cleo.disconnect();
  for (let number = 1; number <= 70; number++) await dan.say(group, `missed ${number}`);
  await eva.edit(group, (await eva.say(group, "I do")).message_id, "I do, @cleo");
  await dan.edit(group, before.message_id, "Who brings the boats?");
  await dan.ask("PATCH", `/api/conversations/${group}`, { title: "Sea trip" });
  await cleo.connect();
  const news = await dan.say(group, "All there?");
  await cleo.holds(group, news.seq);
  cleo.read(group, news.seq - 1);
  await dan.ask("DELETE", `/api/conversations/${other}/participants/${cleo.me}`);
  const end = await dan.say(group, "Then off we go");
  await cleo.holds(group, end.seq);
  await eva.holds(group, end.seq);
  await agrees(cleo, "group");
  await agrees(eva, "group-who-stayed");
});

test("who missed more than can be replayed fetches it anew", async () => {
  const [finn, gus] = [await present("finn"), await present("gus")];
  const chat = await conversation(finn, "direct", [gus]);
  await gus.holds(chat, (await finn.say(chat, "Are you there?")).seq);
  await gus.older(chat);
  await gus.disconnect();
  for (let number = 1; number <= 1_005; number++) void finn.say(chat, `number ${number}`);
  const last = await finn.say(chat, "the last of many");
  await gus.connect();
  await gus.older(chat);
  await gus.holds(chat, (await finn.say(chat, "and one live")).seq);
  expect(gus.inputs.map(({ type }) => type)).toContain("reset");
  expect(gus.state.conversations[chat]?.log.to).toBe(last.seq + 1);
  // Not written down: a thousand queued messages are a long read.
  await agrees(gus, null);
});
