// @vitest-environment node
import { expect, test } from "vitest";
import type { Entry } from "../realtime/frames";
import { BOB, conversation, entry, ME, participant, pending } from "../testing/factories";
import { hasGap } from "./log";
import { type Input, reduce } from "./reducer";
import { anyGap, cursorsOf, mentionsOf, tickOf, totalUnread, unreadOf } from "./selectors";
import { type ChatState, type ConversationState, initialState } from "./state";

function after(...inputs: Input[]): ChatState {
  return inputs.reduce(reduce, initialState(ME));
}

/** The list was fetched, and holds one conversation. */
function listed(more: Parameters<typeof conversation>[0] = {}): Input {
  return { type: "local.conversations", conversations: [conversation(more)], isList: true };
}

function live(seq: number, more: Partial<Entry> = {}): Input {
  return { type: "entry", conversation_id: "c1", entry: entry(seq, more) };
}

function c1(state: ChatState): ConversationState {
  const one = state.conversations.c1;
  if (one === undefined) throw new Error("c1 is not held");
  return one;
}

function seqs(state: ChatState): number[] {
  return c1(state).log.messages.map((message) => message.seq);
}

test("live entries append in order", () => {
  expect(seqs(after(listed(), live(1), live(2), live(3)))).toEqual([1, 2, 3]);
});

test("an entry that comes twice shows once", () => {
  expect(seqs(after(listed(), live(1), live(2), live(2), live(1)))).toEqual([1, 2]);
});

test("nothing shows past a gap, and the gap is known", () => {
  const state = after(listed(), live(1), live(3));
  expect(seqs(state)).toEqual([1]);
  expect(anyGap(state)).toBe(true);
  expect(cursorsOf(state)).toEqual({ c1: 1 });
});

test("the answer to sync fills the gap in order", () => {
  const answer: Input = {
    type: "entries",
    conversation_id: "c1",
    entries: [entry(2), entry(3)],
    last_seq: 3,
  };
  const state = after(listed(), live(1), live(3), answer, live(4));
  expect(seqs(state)).toEqual([1, 2, 3, 4]);
  expect(anyGap(state)).toBe(false);
});

test("what is kept from this person leaves no gap", () => {
  const answer: Input = {
    type: "entries",
    conversation_id: "c1",
    entries: [entry(2), entry(5)],
    last_seq: 6,
  };
  const state = after(listed(), live(1), live(5), answer);
  expect(seqs(state)).toEqual([1, 2, 5]);
  expect(cursorsOf(state)).toEqual({ c1: 6 });
  expect(hasGap(c1(state).log)).toBe(false);
});

test("a queue sorted by priority is read in the order of the log", () => {
  const urgent: Input = { type: "queue", entries: [entry(3, { content: "urgent" }), entry(1), entry(2)] };
  expect(seqs(after(listed(), urgent))).toEqual([1, 2, 3]);
});

test("history goes in front, and overlaps are cut", () => {
  const page = { items: [entry(1), entry(2), entry(3)], from_seq: 1, to_seq: 3, at_start: true };
  const state = after(listed({ last_seq: 2 }), live(3), { type: "local.page", conversation_id: "c1", page });
  expect(seqs(state)).toEqual([1, 2, 3]);
  expect(c1(state).log.from).toBe(1);
});

test("a page that doesn't touch what is held is refused", () => {
  const page = { items: [entry(1), entry(2)], from_seq: 1, to_seq: 2, at_start: true };
  const state = after(listed({ last_seq: 9 }), { type: "local.page", conversation_id: "c1", page });
  expect(seqs(state)).toEqual([]);
});

test("a sent message is one bubble from pending to acknowledged", () => {
  const sent = after(listed(), { type: "local.send", pending: pending("k1") });
  expect(sent.pending).toHaveLength(1);
  const acked = reduce(sent, ack("k1", 1));
  expect(acked.pending).toEqual([]);
  expect(c1(acked).log.messages.map((message) => [message.client_id, message.content])).toEqual([
    ["k1", "text of k1"],
  ]);
});

test("the entry may come before its ack", () => {
  const state = after(
    listed(),
    { type: "local.send", pending: pending("k1") },
    live(1, { sender_id: ME, client_id: "k1" }),
    ack("k1", 1),
  );
  expect(seqs(state)).toEqual([1]);
  expect(state.pending).toEqual([]);
});

test("an acknowledged message stays on screen while a gap before it is filled", () => {
  const waiting = after(listed(), { type: "local.send", pending: pending("k1") }, ack("k1", 2));
  expect(waiting.pending).toHaveLength(1);
  const echoed = reduce(waiting, live(2, { sender_id: ME, client_id: "k1" }));
  expect(echoed.pending).toHaveLength(1);
  const chunk = [entry(1), entry(2, { sender_id: ME, client_id: "k1" })];
  const filled = reduce(echoed, { type: "entries", conversation_id: "c1", entries: chunk, last_seq: 2 });
  expect(filled.pending).toEqual([]);
  expect(seqs(filled)).toEqual([1, 2]);
});

test("someone else's client_id never takes one's own message away", () => {
  const state = after(listed(), { type: "local.send", pending: pending("k1") }, live(1, { client_id: "k1" }));
  expect(state.pending).toHaveLength(1);
});

test("a refused message says why, and can be tried again or dropped", () => {
  const refused = after(
    listed(),
    { type: "local.send", pending: pending("k1") },
    { type: "error", code: "not_allowed", detail: "No.", client_id: "k1" },
  );
  expect(refused.pending[0]?.failure).toBe("No.");
  expect(reduce(refused, { type: "local.retry", client_id: "k1" }).pending[0]?.failure).toBeNull();
  expect(reduce(refused, { type: "local.discard", client_id: "k1" }).pending).toEqual([]);
});

test("ticks follow the slowest of the others", () => {
  const fast = participant("a", { delivered_seq: 5, read_seq: 5 });
  const slow = participant("b", { delivered_seq: 3, read_seq: 1 });
  expect([1, 3, 4].map((seq) => tickOf(seq, [fast, slow]))).toEqual(["read", "delivered", "sent"]);
});

test("a receipt that comes late moves no cursor back", () => {
  const state = after(listed(), receipt(BOB, 5, 4), receipt(BOB, 3, 2));
  expect(c1(state).info.participants[1]).toMatchObject({ delivered_seq: 5, read_seq: 4 });
});

test("who answers has read what came before", () => {
  const state = after(listed(), live(1, { sender_id: ME }), live(2));
  expect(c1(state).info.participants[1]).toMatchObject({ delivered_seq: 2, read_seq: 2 });
});

test("unread is counted from the read cursor, and one's own messages are not in it", () => {
  const state = after(listed(), live(1), live(2), live(3, { sender_id: ME }), live(4));
  expect(unreadOf(c1(state), ME)).toBe(1);
  expect(totalUnread(reduce(state, receipt(ME, 4, 4)))).toBe(0);
});

test("the server's count stands in for what isn't held", () => {
  const state = after(listed({ last_seq: 20, unread: 7 }), live(21));
  expect(unreadOf(c1(state), ME)).toBe(8);
  expect(unreadOf(c1(reduce(state, { type: "local.read", conversation_id: "c1", seq: 20 })), ME)).toBe(1);
});

test("edits and deletions change the message that they name", () => {
  const state = after(
    listed(),
    live(1),
    live(2),
    live(3, { kind: "edit", target_id: "m1", content: "better" }),
    live(4, { kind: "delete", target_id: "m2", content: null }),
  );
  const [first, second] = c1(state).log.messages;
  expect(first).toMatchObject({ content: "better", edited_at: expect.any(String) });
  expect(second).toMatchObject({ content: null, deleted_at: expect.any(String) });
  expect(c1(state).newest?.deleted_at).not.toBeNull();
});

test("reactions come and go", () => {
  const reaction = (seq: number, on: boolean): Input =>
    live(seq, { kind: "reaction", target_id: "m1", content: null, data: { emoji: "🎉", on } });
  const on = after(listed(), live(1), reaction(2, true));
  expect(c1(on).log.messages[0]?.reactions).toEqual({ "🎉": [BOB] });
  expect(c1(reduce(on, reaction(3, false))).log.messages[0]?.reactions).toEqual({});
});

test("a log that is too far behind is fetched anew", () => {
  const behind = after(listed(), live(1), { type: "reset", conversation_id: "c1", last_seq: 5_000 });
  expect(behind.stale).toEqual(["c1"]);
  const anew = reduce(behind, {
    type: "local.conversations",
    conversations: [conversation({ last_seq: 5_000 })],
    isList: false,
  });
  expect(anew.stale).toEqual([]);
  expect(cursorsOf(anew)).toEqual({ c1: 5_000 });
});

test("an entry of an unknown conversation asks for the conversation", () => {
  expect(after({ type: "local.conversations", conversations: [], isList: true }, live(1)).stale).toEqual([
    "c1",
  ]);
});

test("an answer that is older than what frames told changes nothing back", () => {
  const before = after(listed(), live(1), live(2), receipt(BOB, 2, 2));
  const stale = reduce(before, listed({ last_seq: 1, last_entry: entry(1) }));
  expect(seqs(stale)).toEqual([1, 2]);
  expect(c1(stale).newest?.seq).toBe(2);
  expect(c1(stale).info.participants[1]?.read_seq).toBe(2);
});

test("writing ends typing", () => {
  const typing = after(listed(), { type: "typing", conversation_id: "c1", user_id: BOB, active: true });
  expect(c1(typing).typing).toEqual([BOB]);
  expect(c1(reduce(typing, live(1))).typing).toEqual([]);
});

test("being taken out of a group takes it away", () => {
  const removed: Partial<Entry> = { kind: "system", data: { event: "removed", user_ids: [ME] } };
  expect(after(listed({ kind: "group" }), live(1, removed)).conversations).toEqual({});
});

test("frames of a newer server change nothing", () => {
  const state = after(listed());
  expect(reduce(state, { type: "from.the.future" } as unknown as Input)).toBe(state);
});

test("whatever order frames arrive in, a sync leads to the log as it is on the server", () => {
  const log = Array.from({ length: 12 }, (_, index) => entry(index + 1));
  const random = randomFrom(7);
  for (let round = 0; round < 200; round++) {
    const arrived = shuffled(
      log.filter(() => random() < 0.7),
      random,
    );
    const some = arrived.map((one): Input => ({ type: "entry", conversation_id: "c1", entry: one }));
    const state = after(listed(), ...some);
    const cursor = cursorsOf(state).c1 ?? 0;
    const answer = log.filter((one) => one.seq > cursor);
    const synced = reduce(state, { type: "entries", conversation_id: "c1", entries: answer, last_seq: 12 });
    expect(c1(synced).log.messages).toEqual(log);
  }
});

function ack(clientId: string, seq: number): Input {
  return {
    type: "ack",
    client_id: clientId,
    conversation_id: "c1",
    message_id: `m${seq}`,
    seq,
    created_at: "2026-03-02T10:00:01Z",
    status: "sent",
  };
}

function receipt(user: string, delivered: number, read: number): Input {
  return { type: "receipt", conversation_id: "c1", user_id: user, delivered_seq: delivered, read_seq: read };
}

function shuffled<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

test("mentions of oneself are counted until they are read, on top of the server's count", () => {
  const count = (...more: Input[]) =>
    mentionsOf(
      c1(
        after(
          listed({ last_seq: 4, unread: 2, mentions: 1 }),
          live(5, { content: "hey @ME!" }),
          live(6, { content: "mail x@me.org" }),
          ...more,
        ),
      ),
      ME,
    );
  expect(count()).toBe(2);
  expect(count({ type: "local.read", conversation_id: "c1", seq: 4 })).toBe(1);
  expect(count({ type: "local.read", conversation_id: "c1", seq: 5 })).toBe(0);
});

test("a refusal tells what is wrong with the fields, in the server's sentences", () => {
  const refused = after(
    { type: "local.send", pending: pending("k1") },
    {
      type: "error",
      code: "invalid",
      detail: "content: Too long.",
      client_id: "k1",
      errors: { content: ["Too long."] },
    },
  );
  expect(refused.pending[0]?.failure).toBe("Too long.");
});

/** The same numbers in each run (mulberry32): a failure can be seen again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test("members of a large group that were fetched stay, until they leave", () => {
  const large = { kind: "group" as const, participant_count: 3 };
  const carol: Input = { type: "local.members", conversation_id: "c1", members: [participant("carol")] };
  const known = (state: ChatState) => c1(state).info.participants.map((one) => one.user.id);
  expect(known(after(listed(large), carol, carol, listed(large)))).toEqual([ME, BOB, "carol"]);
  const left = live(1, { kind: "system", content: null, data: { event: "left", user_ids: ["carol"] } });
  expect(known(after(listed(large), carol, left))).toEqual([ME, BOB]);
  expect(known(after(listed(large), carol, listed()))).toEqual([ME, BOB]);
});

test("an appointment shows also where the answer to it names only the first of a large group", () => {
  const large = { kind: "group" as const, participant_count: 3 };
  const carol: Input = { type: "local.members", conversation_id: "c1", members: [participant("carol")] };
  const appointed = (seq: number, role: string) =>
    live(seq, { kind: "system", content: null, data: { event: "role", user_ids: ["carol"], role } });
  const roles = (state: ChatState) => c1(state).info.participants.map((one) => one.role);
  const owned = listed({ ...large, participants: [participant(ME, { role: "owner" }), participant(BOB)] });
  expect(roles(after(owned, carol, appointed(1, "admin"), owned))).toEqual(["owner", "member", "admin"]);
  expect(roles(after(owned, carol, appointed(1, "owner")))).toEqual(["admin", "member", "owner"]);
  expect(roles(after(owned, carol, appointed(1, "admin"), appointed(2, "member")))).toEqual([
    "owner",
    "member",
    "member",
  ]);
});
