import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createApi } from "../api/client";
import { CredentialStore, type Me } from "../api/credentials";
import { Refresher } from "../api/refresh";
import type { Conversation } from "../realtime/frames";
import { presenceOf } from "../state/selectors";
import { BOB, conversation, entry, ME, participant, user } from "../testing/factories";
import { fakeServer } from "../testing/fakeServer";
import { FakeSocket } from "../testing/fakeSocket";
import { ChatSession } from "./session";

let session: ChatSession;
let requests: string[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.spyOn(Math, "random").mockReturnValue(0);
  localStorage.clear();
  sessionStorage.clear();
  FakeSocket.opened = [];
});

afterEach(() => {
  session.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A session that is connected and has fetched its list. */
async function connected(
  list: Conversation[] = [conversation()],
  answers: Parameters<typeof fakeServer>[0] = {},
): Promise<FakeSocket> {
  ({ requests } = fakeServer({
    "GET /api/conversations": () => ({ body: { items: list, next_cursor: null } }),
    "GET /api/conversations/c1": () => ({ body: list[0] }),
    "GET /api/contacts": () => ({ body: { items: [] } }),
    ...answers,
  }));
  const credentials = new CredentialStore();
  credentials.set({ token: "token", user: { id: ME } as Me });
  const refresher = new Refresher(credentials);
  session = new ChatSession({
    me: ME,
    api: createApi(credentials, refresher),
    credentials,
    refresher,
    socketUrl: "ws://chat.example/ws",
  });
  session.start();
  return accept();
}

async function accept(): Promise<FakeSocket> {
  FakeSocket.latest.accept();
  await vi.advanceTimersByTimeAsync(300);
  return FakeSocket.latest;
}

async function reconnected(): Promise<FakeSocket> {
  FakeSocket.latest.lose();
  await vi.advanceTimersByTimeAsync(1);
  return accept();
}

test("after connecting it syncs from the cursors it holds", async () => {
  const socket = await connected([conversation({ last_seq: 7 })]);
  expect(socket.sentOf("sync").at(-1)).toMatchObject({ cursors: { c1: 7 } });
});

test("it is updating until the sync is done", async () => {
  const socket = await connected();
  expect(session.connection.getState().updating).toBe(true);
  socket.receive({ type: "sync.done" });
  expect(session.connection.getState()).toMatchObject({ socket: { phase: "open" }, updating: false });
});

test("what was not acknowledged is sent again in order, under the same names", async () => {
  const first = await connected();
  for (const text of ["one", "two", "three"]) session.outbox.send("c1", text);
  const sent = first.sentOf("message.send");
  const second = await reconnected();
  for (const seq of [1, 2, 3])
    acknowledge(second, second.sentOf("message.send").at(-1)?.client_id ?? "", seq);
  expect(second.sentOf("message.send")[0]).toEqual(sent[0]);
  expect(second.sentOf("message.send").map((frame) => frame.content)).toEqual(["one", "two", "three"]);
});

test("what is written while offline goes out with the next connection", async () => {
  await connected();
  FakeSocket.latest.lose();
  session.outbox.send("c1", "written in a tunnel");
  await vi.advanceTimersByTimeAsync(1);
  const socket = await accept();
  expect(socket.sentOf("message.send").map((frame) => frame.content)).toEqual(["written in a tunnel"]);
});

test("a refused message is not sent again by itself", async () => {
  const socket = await connected();
  session.outbox.send("c1", "no");
  const { client_id = "" } = socket.sentOf("message.send")[0] ?? {};
  socket.receive({ type: "error", code: "not_allowed", detail: "No.", client_id });
  expect((await reconnected()).sentOf("message.send")).toEqual([]);
});

test("a busy server gets the message again later", async () => {
  const socket = await connected();
  session.outbox.send("c1", "patience");
  const { client_id = "" } = socket.sentOf("message.send")[0] ?? {};
  socket.receive({ type: "error", code: "rate_limited", detail: "Slower.", client_id, retry_after: 3 });
  expect(session.store.getState().pending[0]?.failure).toBeNull();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(socket.sentOf("message.send")).toHaveLength(2);
});

test("a gap that stays is asked for", async () => {
  const socket = await connected();
  await vi.advanceTimersByTimeAsync(5_000);
  const before = socket.sentOf("sync").length;
  socket.receive({ type: "entry", conversation_id: "c1", entry: entry(2) });
  await vi.advanceTimersByTimeAsync(200);
  expect(socket.sentOf("sync")).toHaveLength(before + 1);
});

test("a gap that closes by itself is not asked for", async () => {
  const socket = await connected();
  await vi.advanceTimersByTimeAsync(5_000);
  const before = socket.sentOf("sync").length;
  socket.receive({ type: "entry", conversation_id: "c1", entry: entry(2) });
  socket.receive({ type: "entry", conversation_id: "c1", entry: entry(1) });
  socket.receive({ type: "entry", conversation_id: "c1", entry: entry(2) });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(socket.sentOf("sync")).toHaveLength(before);
});

test("a burst of messages is confirmed with one receipt", async () => {
  const socket = await connected();
  for (const seq of [1, 2, 3]) socket.receive({ type: "entry", conversation_id: "c1", entry: entry(seq) });
  await vi.advanceTimersByTimeAsync(200);
  expect(socket.sentOf("receipt")).toMatchObject([{ conversation_id: "c1", delivered_seq: 3 }]);
});

test("reading is told, and told again after a reconnect", async () => {
  const socket = await connected();
  socket.receive({ type: "entry", conversation_id: "c1", entry: entry(1) });
  session.receipts.read("c1", 1);
  await vi.advanceTimersByTimeAsync(200);
  const read = { conversation_id: "c1", delivered_seq: 1, read_seq: 1 };
  expect(socket.sentOf("receipt")).toMatchObject([read]);
  expect((await reconnected()).sentOf("receipt")).toMatchObject([read]);
});

test("one's own message needs no receipt", async () => {
  const socket = await connected();
  await vi.advanceTimersByTimeAsync(200);
  session.outbox.send("c1", "hello");
  acknowledge(socket, socket.sentOf("message.send")[0]?.client_id ?? "", 1);
  await vi.advanceTimersByTimeAsync(200);
  expect(socket.sentOf("receipt")).toEqual([]);
});

test("typing is said at most every three seconds, and ended once", async () => {
  const socket = await connected();
  for (let key = 0; key < 10; key++) session.typing.active("c1");
  await vi.advanceTimersByTimeAsync(3_000);
  session.typing.active("c1");
  session.typing.inactive("c1");
  session.typing.inactive("c1");
  expect(socket.sentOf("typing").map((frame) => frame.active)).toEqual([true, true, false]);
});

test("someone who types is believed for six seconds", async () => {
  const socket = await connected();
  socket.receive({ type: "typing", conversation_id: "c1", user_id: BOB, active: true });
  await vi.advanceTimersByTimeAsync(5_900);
  expect(session.store.getState().conversations.c1?.typing).toEqual([BOB]);
  await vi.advanceTimersByTimeAsync(200);
  expect(session.store.getState().conversations.c1?.typing).toEqual([]);
});

test("the presence of everyone one talks with is followed, after a reconnect too", async () => {
  const watch = { user_ids: [BOB] };
  expect((await connected()).sentOf("presence.watch")).toMatchObject([watch]);
  expect((await reconnected()).sentOf("presence.watch")).toMatchObject([watch]);
});

test.each(["presence.watch", "sync", "receipt"] as const)(
  "a %s that the server had no time for is asked again when it wants to be asked",
  async (type) => {
    const socket = await connected();
    socket.receive({ type: "entry", conversation_id: "c1", entry: entry(1) });
    await vi.advanceTimersByTimeAsync(200);
    refuse(socket, type, "unavailable", 5);
    await vi.advanceTimersByTimeAsync(4_900);
    const before = socket.sentOf(type).length;
    await vi.advanceTimersByTimeAsync(200);
    expect(socket.sentOf(type)).toHaveLength(before + 1);
  },
);

test("what the server refuses for good is not asked again, and nothing waits for it", async () => {
  const socket = await connected();
  const before = socket.sent.length;
  refuse(socket, "presence.watch", "invalid");
  refuse(socket, "sync", "invalid");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(socket.sent.slice(before).filter(({ type }) => type !== "ping")).toEqual([]);
  expect(session.connection.getState().updating).toBe(false);
});

test("a reconnect asks at once, whatever wait the last server wanted", async () => {
  const socket = await connected();
  refuse(socket, "presence.watch", "rate_limited", 60);
  expect((await reconnected()).sentOf("presence.watch")).toHaveLength(1);
});

test("who is there is unknown while the server isn't heard", async () => {
  const bob = user(BOB, { presence: { status: "online", last_seen: null } });
  const socket = await connected([
    conversation({ participants: [participant(ME), participant(BOB, { user: bob })] }),
  ]);
  const shown = () => presenceOf(session.store.getState(), bob)?.status;
  expect(shown()).toBe("online");
  socket.receive({ type: "presence", user_id: BOB, status: "away", last_seen: null });
  expect(shown()).toBe("away");
  socket.lose();
  expect(shown()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  await accept();
  expect(shown()).toBe("online");
});

test("sending wakes the connection at once", async () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  const socket = await connected();
  socket.lose();
  session.outbox.send("c1", "now");
  expect(FakeSocket.latest).not.toBe(socket);
  expect((await accept()).sentOf("message.send").map((frame) => frame.content)).toEqual(["now"]);
});

test("an answer names the message that it answers, also when it is sent again", async () => {
  await connected();
  FakeSocket.latest.lose();
  session.outbox.send("c1", "yes", "m7");
  await vi.advanceTimersByTimeAsync(1);
  expect((await accept()).sentOf("message.send")[0]).toMatchObject({ content: "yes", reply_to: "m7" });
});

test("the next one waits until the one before is answered, whatever the server has to do first", async () => {
  const socket = await connected();
  for (const text of ["one", "two"]) session.outbox.send("c1", text);
  expect(socket.sentOf("message.send").map((frame) => frame.content)).toEqual(["one"]);
  const { client_id = "" } = socket.sentOf("message.send")[0] ?? {};
  socket.receive({ type: "error", code: "unavailable", detail: "Busy.", client_id, retry_after: 1 });
  expect(socket.sentOf("message.send")).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  acknowledge(socket, client_id, 1);
  expect(socket.sentOf("message.send").map((frame) => frame.content)).toEqual(["one", "one", "two"]);
});

test("an answer that was lost on a line that lives is asked for again", async () => {
  const socket = await connected();
  session.outbox.send("c1", "hello?");
  await vi.advanceTimersByTimeAsync(20_000);
  const [first, second] = socket.sentOf("message.send");
  expect(second).toEqual(first);
});

test("messages, edits, reactions and deletions leave in the order in which they were made", async () => {
  const socket = await connected();
  socket.receive({ type: "entry", conversation_id: "c1", entry: entry(1, { sender_id: ME }) });
  socket.lose();
  session.outbox.send("c1", "a new one");
  session.outbox.editMessage("c1", "m1", "better");
  session.outbox.setReaction("c1", "m1", "👍", true);
  session.outbox.deleteMessage("c1", "m1");
  const kinds = ["message.send", "message.edit", "reaction.set", "message.delete"] as const;
  await vi.advanceTimersByTimeAsync(1);
  const next = await accept();
  for (const [index, kind] of kinds.entries()) {
    const [frame] = next.sentOf(kind);
    acknowledge(next, frame?.client_id ?? "", index + 2);
  }
  expect(next.sent.map((frame) => frame.type).filter((type) => kinds.some((kind) => kind === type))).toEqual(
    kinds,
  );
  expect(session.store.getState().pending).toEqual([]);
});

test("a deletion can be taken back as long as it is held, and is sent then", async () => {
  const socket = await connected();
  for (const seq of [1, 2])
    socket.receive({ type: "entry", conversation_id: "c1", entry: entry(seq, { sender_id: ME }) });
  session.outbox.discard(session.outbox.deleteMessage("c1", "m1", 5_000));
  session.outbox.deleteMessage("c1", "m2", 5_000);
  session.outbox.send("c1", "not held up by it");
  acknowledge(socket, socket.sentOf("message.send")[0]?.client_id ?? "", 3);
  await vi.advanceTimersByTimeAsync(4_900);
  expect(socket.sentOf("message.delete")).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(socket.sentOf("message.delete").map((frame) => frame.message_id)).toEqual(["m2"]);
});

test("resync asks again from the cursors, and for the list and who is there", async () => {
  const list = [conversation()];
  const socket = await connected(list);
  const before = socket.sentOf("sync").length;
  list[0] = conversation({ title: "Renamed" });
  socket.receive({ type: "resync" });
  await vi.advanceTimersByTimeAsync(300);
  expect(socket.sentOf("sync")).toHaveLength(before + 1);
  expect(session.store.getState().conversations.c1?.info.title).toBe("Renamed");
  expect(socket.sentOf("presence.watch")).toHaveLength(2);
});

test.each([429, 502, 503])(
  "a %d throws nothing away: what one wrote stays, and it is asked again",
  async (status) => {
    const answer = vi.fn(() => ({ status }));
    const socket = await connected([conversation()], { "GET /api/conversations/c1": answer });
    session.outbox.send("c1", "unsent");
    session.keepDraft("c1", "half a");
    socket.receive({ type: "reset", conversation_id: "c1", last_seq: 900 });
    await vi.advanceTimersByTimeAsync(2_900);
    expect(answer).toHaveBeenCalledTimes(1);
    expect(session.store.getState()).toMatchObject({
      pending: [{ content: "unsent" }],
      drafts: { c1: "half a" },
    });
    answer.mockReturnValue({ status: 200, body: conversation({ last_seq: 900 }) } as { status: number });
    await vi.advanceTimersByTimeAsync(200);
    expect(session.store.getState().stale).toEqual([]);
    expect(session.store.getState().conversations.c1?.log.to).toBe(900);
  },
);

test("a conversation that is gone by the server's own word goes, with what one wrote in it", async () => {
  const gone = { status: 404, body: { code: "not_found" } };
  const socket = await connected([conversation()], { "GET /api/conversations/c1": () => gone });
  session.keepDraft("c1", "half a");
  socket.receive({ type: "reset", conversation_id: "c1", last_seq: 900 });
  await vi.advanceTimersByTimeAsync(0);
  expect(session.store.getState()).toMatchObject({ conversations: {}, drafts: {} });
});

test("nothing is asked for after the end, whatever was still wanted", async () => {
  const answer = Promise.withResolvers<{ status: number }>();
  const socket = await connected([conversation()], { "GET /api/conversations/c1": () => answer.promise });
  socket.receive({ type: "reset", conversation_id: "c1", last_seq: 900 });
  await vi.advanceTimersByTimeAsync(0);
  session.stop();
  const before = requests.length;
  answer.resolve({ status: 503 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(requests).toHaveLength(before);
});

test("a list that can't be had is asked for once in three seconds, however often it was wanted", async () => {
  const socket = await connected([], { "GET /api/conversations": () => ({ status: 503 }) });
  for (let time = 0; time < 3; time++) socket.receive({ type: "resync" });
  await vi.advanceTimersByTimeAsync(0);
  const lists = () => requests.filter((request) => request === "GET /api/conversations").length;
  const before = { lists: lists(), syncs: socket.sentOf("sync").length };
  await vi.advanceTimersByTimeAsync(9_100);
  expect(lists()).toBe(before.lists + 3);
  expect(socket.sentOf("sync")).toHaveLength(before.syncs + 3);
});

/** Answers the latest request of that type by an error. */
function refuse(
  socket: FakeSocket,
  type: "presence.watch" | "sync" | "receipt",
  code: string,
  retry_after?: number,
): void {
  const { id = "" } = socket.sentOf(type).at(-1) ?? {};
  socket.receive({
    type: "error",
    code,
    detail: "No.",
    id,
    ...(retry_after !== undefined && { retry_after }),
  });
}

function acknowledge(socket: FakeSocket, clientId: string, seq: number): void {
  socket.receive({
    type: "ack",
    client_id: clientId,
    conversation_id: "c1",
    message_id: `m${seq}`,
    seq,
    created_at: "2026-03-02T10:00:00Z",
    status: "sent",
  });
}
