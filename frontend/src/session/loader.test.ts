import { afterEach, expect, test, vi } from "vitest";
import { createApi } from "../api/client";
import { CredentialStore } from "../api/credentials";
import { Refresher } from "../api/refresh";
import type { Entry } from "../realtime/frames";
import { KEPT_CHANGES } from "../state/log";
import { knownIn } from "../state/names";
import { createChatStore } from "../state/store";
import { conversation, entry, ME, participant, user } from "../testing/factories";
import { fakeServer } from "../testing/fakeServer";
import { Loader } from "./loader";

afterEach(() => vi.unstubAllGlobals());

/** A group of 300, of which the server tells two with the conversation and one more when asked for the members. */
function inALargeGroup() {
  const server = fakeServer({
    "GET /api/conversations/c1/participants": () => ({
      body: { items: [participant("cleo")], next_cursor: null },
    }),
    "GET /api/users/dan": () => ({ body: user("dan") }),
    "GET /api/users/gone": () => ({ status: 404, body: { code: "not_found" } }),
  });
  const credentials = new CredentialStore();
  const store = createChatStore(ME, () => undefined);
  const group = conversation({ kind: "group", participant_count: 300 });
  store.dispatch({ type: "local.conversations", conversations: [group], isList: true });
  const loader = new Loader(createApi(credentials, new Refresher(credentials)), store);
  const name = (id: string) => knownIn(store.getState().conversations.c1).names.get(id);
  return { ...server, loader, name };
}

test("who joined a large group after its members were fetched is asked for by name", async () => {
  const { loader, name, requests } = inALargeGroup();
  await loader.meet("c1", ["cleo", "dan"]);
  expect([name("cleo"), name("dan")]).toEqual(["CLEO", "DAN"]);
  expect(requests).toEqual(["GET /api/conversations/c1/participants", "GET /api/users/dan"]);
});

test("nobody is asked for twice, also those who are gone for good", async () => {
  const { loader, name, requests } = inALargeGroup();
  await Promise.all([loader.meet("c1", ["dan", "gone"]), loader.meet("c1", ["gone", "dan"])]);
  await loader.meet("c1", ["gone"]);
  expect(name("gone")).toBeUndefined();
  expect(requests.filter((request) => request.includes("/users/"))).toHaveLength(2);
});

test("the members are asked for once, and again by whoever wants them again", async () => {
  const { loader, name, requests } = inALargeGroup();
  await Promise.all([loader.loadMembers("c1"), loader.loadMembers("c1")]);
  expect(requests).toHaveLength(1);
  await loader.loadMembers("c1", { again: true });
  expect(requests).toHaveLength(2);
  expect(name("cleo")).toBe("CLEO");
});

/** A conversation held from seq 11 on, and a page before it that comes when the test says so. */
function whileAPageIsOut() {
  const pages: PromiseWithResolvers<{ body: unknown }>[] = [];
  const server = fakeServer({
    "GET /api/conversations/c1/messages": () => {
      const page = Promise.withResolvers<{ body: unknown }>();
      pages.push(page);
      return page.promise;
    },
  });
  const credentials = new CredentialStore();
  const store = createChatStore(ME, () => undefined);
  const one = conversation({ last_seq: 10 });
  store.dispatch({ type: "local.conversations", conversations: [one], isList: true });
  const loader = new Loader(createApi(credentials, new Refresher(credentials)), store);
  return {
    ...server,
    store,
    done: loader.loadOlder("c1"),
    hear: (heard: Entry) => store.dispatch({ type: "entry", conversation_id: "c1", entry: heard }),
    answer: async (...items: Entry[]) => {
      await vi.waitUntil(() => pages.length > 0);
      pages.shift()?.resolve({ body: { items, from_seq: 1, to_seq: 10, at_start: true } });
    },
    said: () => store.getState().conversations.c1?.log.messages.map(({ content }) => content),
  };
}

test("what is deleted while a page is on its way is not shown as it was before", async () => {
  const { hear, answer, said, done, requests } = whileAPageIsOut();
  hear(entry(11, { kind: "edit", target_id: "m8", content: "first thought" }));
  hear(entry(12, { kind: "edit", target_id: "m8", content: "better" }));
  hear(entry(13, { kind: "delete", target_id: "m9", content: null }));
  await answer(entry(8), entry(9), entry(10));
  await done;
  expect(said()).toEqual(["better", null, "message 10"]);
  expect(requests).toHaveLength(1);
});

test("a page is asked for again when not all is known that changed meanwhile", async () => {
  const { hear, answer, said, done, requests } = whileAPageIsOut();
  for (let seq = 11; seq <= 11 + KEPT_CHANGES; seq++)
    hear(entry(seq, { kind: "edit", target_id: seq === 11 ? "m9" : "m8", content: `edited by ${seq}` }));
  await answer(entry(8), entry(9));
  await answer(entry(8, { content: "as it is" }), entry(9, { content: "this, too" }));
  await done;
  expect(said()).toEqual(["as it is", "this, too"]);
  expect(requests).toHaveLength(2);
});
