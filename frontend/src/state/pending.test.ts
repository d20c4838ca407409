// @vitest-environment node
import { expect, test } from "vitest";
import { BOB, conversation, entry, ME, pendingChange } from "../testing/factories";
import { type Input, reduce } from "./reducer";
import { newestShown, pendingChanges, shownMessages } from "./selectors";
import { type ChatState, initialState, type PendingChange } from "./state";

const edit = pendingChange("k1", { type: "message.edit", message_id: "m1", content: "better" });
const reaction = pendingChange("k2", { type: "reaction.set", message_id: "m1", emoji: "👍", on: true });
const deletion = pendingChange("k3", { type: "message.delete", message_id: "m1", heldUntil: null });

function after(...inputs: Input[]): ChatState {
  const held: Input[] = [
    { type: "local.conversations", conversations: [conversation()], isList: true },
    { type: "entry", conversation_id: "c1", entry: entry(1, { sender_id: ME, content: "first" }) },
  ];
  return [...held, ...inputs].reduce(reduce, initialState(ME));
}

function wanted(pending: PendingChange): Input {
  return { type: "local.send", pending };
}

function first(state: ChatState) {
  return shownMessages(state, "c1")[0];
}

function ack(client_id: string, seq: number): Input {
  return {
    type: "ack",
    client_id,
    conversation_id: "c1",
    message_id: `m${seq}`,
    seq,
    created_at: "2026-03-02T10:00:01Z",
    status: "sent",
  };
}

test("a change shows at once, and the log stays as the server has it", () => {
  const state = after(wanted(edit), wanted(reaction));
  expect(first(state)).toMatchObject({ content: "better", reactions: { "👍": [ME] } });
  expect(state.conversations.c1?.log.messages[0]).toMatchObject({ content: "first", reactions: {} });
  const one = state.conversations.c1;
  expect(one && newestShown(state, one)?.content).toBe("better");
  expect(first(after(wanted(deletion)))).toMatchObject({ content: null, deleted_at: expect.any(String) });
});

test("a change that is acknowledged is part of the log, and of nothing else", () => {
  const state = after(wanted(edit), wanted(reaction), ack("k1", 2), ack("k2", 3));
  expect(state.pending).toEqual([]);
  expect(first(state)).toMatchObject({ content: "better", reactions: { "👍": [ME] } });
  expect(state.conversations.c1?.log).toMatchObject({ to: 3, known: 3 });
});

test("a refused change is taken back and says why; it can be tried again or forgotten", () => {
  const refused = after(wanted(edit), {
    type: "error",
    code: "not_allowed",
    detail: "Too late.",
    client_id: "k1",
  });
  expect(first(refused)?.content).toBe("first");
  expect(pendingChanges(refused, "m1")).toMatchObject([{ type: "message.edit", failure: "Too late." }]);
  expect(first(reduce(refused, { type: "local.retry", client_id: "k1" }))?.content).toBe("better");
  expect(pendingChanges(reduce(refused, { type: "local.discard", client_id: "k1" }), "m1")).toEqual([]);
});

test("a reaction taken off again before the server heard of it leaves nothing", () => {
  const off = pendingChange("k4", { type: "reaction.set", message_id: "m1", emoji: "👍", on: false });
  expect(first(after(wanted(reaction), wanted(off)))?.reactions).toEqual({});
});

test("what others do meanwhile shows beside one's own change", () => {
  const theirs: Input = {
    type: "entry",
    conversation_id: "c1",
    entry: entry(2, { kind: "reaction", target_id: "m1", content: null, data: { emoji: "👍", on: true } }),
  };
  expect(first(after(wanted(reaction), theirs))?.reactions).toEqual({ "👍": [BOB, ME] });
});

test("the same state gives the same list, so that nothing renders in vain", () => {
  const state = after(wanted(edit));
  expect(shownMessages(state, "c1")).toBe(shownMessages(state, "c1"));
  const plain = after();
  expect(shownMessages(plain, "c1")).toBe(plain.conversations.c1?.log.messages);
});

test("something dropped here that the server took all the same is fetched with the next sync", () => {
  const state = after(wanted(edit), { type: "local.discard", client_id: "k1" }, ack("k1", 2));
  expect(state.conversations.c1?.log).toMatchObject({ to: 1, known: 2 });
});
