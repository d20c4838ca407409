import { afterEach, expect, test, vi } from "vitest";
import { createApi } from "../api/client";
import { CredentialStore } from "../api/credentials";
import { Refresher } from "../api/refresh";
import { knownIn } from "../state/names";
import { createChatStore } from "../state/store";
import { conversation, ME, participant, user } from "../testing/factories";
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
