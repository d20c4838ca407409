import "fake-indexeddb/auto";
import { openDB } from "idb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry } from "../realtime/frames";
import { type Input, reduce } from "../state/reducer";
import { type ChatState, initialState } from "../state/state";
import { conversation, entry, ME, pending } from "../testing/factories";
import { Cache, forgetEveryone, KEPT_MESSAGES, VERSION } from "./cache";

beforeEach(forgetEveryone);
afterEach(() => void vi.restoreAllMocks());

async function opened(me = ME): Promise<Cache> {
  const cache = await Cache.open(me);
  if (cache === null) throw new Error("there is no database");
  return cache;
}

function after(...inputs: Input[]): ChatState {
  return inputs.reduce(reduce, initialState(ME));
}

function listed(...ids: string[]): Input {
  return { type: "local.conversations", conversations: ids.map((id) => conversation({ id })), isList: true };
}

function live(conversation_id: string, seq: number, more: Partial<Entry> = {}): Input {
  const message_id = `${conversation_id}-${seq}`;
  return { type: "entry", conversation_id, entry: entry(seq, { conversation_id, message_id, ...more }) };
}

/** What the next page finds. */
async function reopened(open: string | null = null): Promise<ChatState> {
  const cache = await opened();
  const kept = [await cache.first(open), await cache.rest()];
  cache.close();
  return kept.map((one): Input => ({ type: "local.restored", kept: one })).reduce(reduce, initialState(ME));
}

/** What is kept of them: changes are remembered for what is on its way to this page alone. */
function keptOf({ conversations }: ChatState): ChatState["conversations"] {
  const kept = Object.entries(conversations).map(([id, one]) => {
    const log = { ...one.log, changes: [], changesAfter: one.log.to };
    return [id, { ...one, log }] as const;
  });
  return Object.fromEntries(kept);
}

test("the next page has the same conversations, messages and cursors", async () => {
  const cache = await opened();
  const state = after(
    listed("c1", "c2"),
    live("c1", 1),
    live("c1", 2),
    live("c2", 1),
    live("c1", 3, { kind: "edit", target_id: "c1-1", content: "better" }),
  );
  cache.save(state);
  cache.close();
  const next = await reopened();
  expect(next.loaded).toBe(true);
  expect(next.conversations).toEqual(keptOf(state));
});

test("the open conversation comes first, and news before the rest changes what comes then", async () => {
  const cache = await opened();
  cache.save(after(listed("c1", "c2"), live("c1", 1), live("c2", 1)));
  cache.close();
  const first = await (await opened()).first("c2");
  expect(first.conversations.c2?.log.messages).toHaveLength(1);
  expect(first.conversations.c1?.log).toMatchObject({ from: 2, to: 1, messages: [] });
});

test("only what changed is written, and what is gone goes", async () => {
  const cache = await opened();
  const before = after(listed("c1", "c2"), live("c1", 1), live("c2", 1));
  cache.save(before);
  const now = reduce(reduce(before, live("c1", 2, { content: "news" })), {
    type: "local.gone",
    conversation_id: "c2",
  });
  cache.save(now);
  cache.close();
  const next = await reopened();
  expect(next.conversations).toEqual(keptOf(now));
  expect(next.conversations.c1?.log.messages.map((one) => one.content)).toEqual(["message 1", "news"]);
});

test("a long conversation keeps its newest messages, and knows where the older ones end", async () => {
  const cache = await opened();
  const count = KEPT_MESSAGES + 30;
  const news = Array.from({ length: count }, (_, index) => live("c1", index + 1));
  cache.save(after(listed("c1"), ...news.slice(0, 20)));
  cache.save(after(listed("c1"), ...news));
  cache.close();
  const log = (await reopened()).conversations.c1?.log;
  expect(log).toMatchObject({ from: 31, to: count });
  expect(log?.messages).toHaveLength(KEPT_MESSAGES);
});

test("one's own words are kept at once, and outlive a change of the schema", async () => {
  const cache = await opened();
  const state = after(
    listed("c1"),
    { type: "local.send", pending: pending("k1") },
    { type: "local.draft", conversation_id: "c1", text: "half a" },
  );
  cache.saveOwn(state);
  cache.save(state);
  cache.close();
  const next = await Cache.open(ME, VERSION + 1);
  const { conversations, pending: kept, drafts } = (await next?.first(null)) ?? {};
  next?.close();
  expect(kept).toEqual(state.pending);
  expect(drafts).toEqual({ c1: "half a" });
  expect(conversations).toEqual({});
});

/** The disk is full for one write: the promise is kept when it has failed. */
function diskIsFull(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  vi.spyOn(IDBTransaction.prototype, "commit").mockImplementationOnce(function (this: IDBTransaction) {
    this.addEventListener("abort", () => resolve());
    this.abort();
  });
  return promise;
}

const BEGUN: Input = { type: "local.draft", conversation_id: "c1", text: "half a" };
const UNSENT: Input = { type: "local.send", pending: pending("k1") };

test("copies that can't be written go, and one's own words stay", async () => {
  const cache = await opened();
  const before = after(listed("c1"), live("c1", 1), BEGUN);
  cache.saveOwn(before);
  cache.save(before);
  void diskIsFull();
  cache.save(reduce(before, live("c1", 2)));
  cache.save(after(listed("c1"), live("c1", 1), live("c1", 2), live("c1", 3)));
  await vi.waitUntil(async () => !(await reopened()).loaded);
  cache.saveOwn(reduce(before, UNSENT));
  cache.save(after(listed("c1"), live("c1", 1)));
  cache.close();
  const next = await reopened();
  expect(next).toMatchObject({ conversations: {}, drafts: { c1: "half a" }, pending: [{ client_id: "k1" }] });
});

test("one's own words for which there was no room are written where the copies were", async () => {
  const cache = await opened();
  cache.save(after(listed("c1"), live("c1", 1)));
  void diskIsFull();
  const unsent = after(UNSENT);
  cache.saveOwn(unsent);
  await vi.waitUntil(async () => (await reopened()).pending.length === 1);
  expect((await reopened()).loaded).toBe(false);
  const full = diskIsFull();
  const begun = reduce(unsent, BEGUN);
  cache.saveOwn(begun);
  await full;
  cache.saveOwn(reduce(begun, { type: "local.discard", client_id: "k1" }));
  cache.close();
  expect(await reopened()).toMatchObject({ pending: [], drafts: { c1: "half a" } });
});

test("nobody finds what another person left", async () => {
  const cache = await opened("ada");
  cache.saveOwn(after({ type: "local.send", pending: pending("k1") }));
  cache.save(after(listed("c1"), live("c1", 1)));
  cache.close();
  const next = await opened("bob");
  expect(await next.first(null)).toEqual({ conversations: {}, pending: [], drafts: {}, loaded: false });
  const names = async () => (await indexedDB.databases()).map((one) => one.name);
  await expect.poll(names).toEqual(["chat.of.bob"]);
  next.close();
});

test("signing out takes all of it, also from under a tab that still has it open", async () => {
  const cache = await opened();
  cache.save(after(listed("c1"), live("c1", 1)));
  await forgetEveryone();
  expect(await indexedDB.databases()).toEqual([]);
  cache.save(after(listed("c1"), live("c1", 1), live("c1", 2)));
  cache.saveOwn(after({ type: "local.send", pending: pending("k1") }));
  expect(await indexedDB.databases()).toEqual([]);
});

test("a tab that sleeps on an older schema holds nobody up", async () => {
  const asleep = await openDB("chat.of.me", VERSION);
  expect(await Cache.open(ME, VERSION + 1)).toBeNull();
  asleep.close();
});

test("what a newer client left is not understood, and fetched anew", async () => {
  (await openDB("chat.of.me", 99, { upgrade: (db) => void db.createObjectStore("other") })).close();
  const cache = await opened();
  expect((await cache.first(null)).loaded).toBe(false);
  cache.close();
});
