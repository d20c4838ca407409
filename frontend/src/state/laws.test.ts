// @vitest-environment node
/**
 * The law of the state: whatever happened in a conversation, and however much of it got lost, came twice or out of order
 * on the way, after a sync the state is what a fresh start would fetch.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Conversation, Entry, Seq } from "../realtime/frames";
import { BOB, conversation, entry, ME, participant } from "../testing/factories";
import { seenOf } from "../testing/seen";
import { applyToMessages, caughtUp, type Page } from "./log";
import { type Input, reduce } from "./reducer";
import { cursorsOf } from "./selectors";
import { type ChatState, initialState } from "./state";

const EMOJI = ["👍", "🎉"];

/** Somebody does something; `target` picks one of the messages so far. */
const deed = fc.record({
  mine: fc.boolean(),
  kind: fc.constantFrom("text", "text", "edit", "delete", "reaction" as const),
  target: fc.nat(),
  emoji: fc.constantFrom(...EMOJI),
  on: fc.boolean(),
});
const FOUR = [fc.nat(), fc.nat(), fc.nat(), fc.nat()] as const;
type Deed = typeof deed extends fc.Arbitrary<infer Value> ? Value : never;

/** The log that the server makes of it. */
function logOf(deeds: Deed[]): Entry[] {
  const log: Entry[] = [];
  for (const { mine, kind, target, emoji, on } of deeds) {
    const texts = log.filter((one) => one.kind === "text");
    const who = { sender_id: mine ? ME : BOB };
    const named = texts[target % Math.max(texts.length, 1)];
    const seq = log.length + 1;
    if (kind === "text" || named === undefined) log.push(entry(seq, who));
    else if (kind === "reaction")
      log.push(entry(seq, { ...who, kind, target_id: named.message_id, content: null, data: { emoji, on } }));
    else
      log.push(
        entry(seq, {
          sender_id: named.sender_id,
          kind,
          target_id: named.message_id,
          content: contentOf(kind, seq),
        }),
      );
  }
  return log;
}

function contentOf(kind: "edit" | "delete", seq: number): string | null {
  return kind === "edit" ? `edited by ${seq}` : null;
}

/** What the server would answer to whoever asks after so much of the log. */
function listed(log: Entry[]): Input {
  const messages = log.reduce<readonly Entry[]>(applyToMessages, []);
  const cursor = (who: string) => log.findLast((one) => one.sender_id === who)?.seq ?? 0;
  const read = cursor(ME);
  const info: Partial<Conversation> = {
    last_seq: log.length,
    last_entry: messages.at(-1) ?? null,
    unread: messages.filter((one) => one.seq > read && one.sender_id !== ME).length,
    participants: [ME, BOB].map((who) =>
      participant(who, { delivered_seq: cursor(who), read_seq: cursor(who) }),
    ),
  };
  return { type: "local.conversations", conversations: [conversation(info)], isList: true };
}

function page(log: Entry[]): Input {
  return { type: "local.page", conversation_id: "c1", page: pageOf(log) };
}

function pageOf(log: Entry[]): Page {
  const items = [...log.reduce<readonly Entry[]>(applyToMessages, [])];
  return { items, from_seq: 1, to_seq: log.length, at_start: true };
}

/** The page of the log as the server read it, which was asked for at `asked` and comes now. */
function paged(state: ChatState, asked: Seq, read: Entry[]): Input {
  const held = state.conversations.c1?.log;
  const now = held && caughtUp(pageOf(read), asked, held);
  if (!now) throw new Error("so few changes are all known");
  return { type: "local.page", conversation_id: "c1", page: now };
}

function after(inputs: Input[], from: ChatState = initialState(ME)): ChatState {
  return inputs.reduce(reduce, from);
}

function live(one: Entry): Input {
  return { type: "entry", conversation_id: "c1", entry: one };
}

function synced(state: ChatState, log: Entry[]): ChatState {
  const cursor = cursorsOf(state).c1 ?? 0;
  const entries = log.filter((one) => one.seq > cursor);
  return reduce(state, { type: "entries", conversation_id: "c1", entries, last_seq: log.length });
}

test("live frames, in whatever order and however few of them, lead to what a fresh start fetches", () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 60 }), (deeds, picks) => {
      const log = logOf(deeds);
      const arrived = picks.flatMap((pick) => log[pick % Math.max(log.length, 1)] ?? []);
      const state = synced(after([listed([]), ...arrived.map(live)]), log);
      expect(seenOf(state)).toEqual(seenOf(after([listed(log), page(log)])));
    }),
  );
});

test("coming in the middle of it makes no difference, whatever happens while a page is on its way", () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 30 }), fc.tuple(...FOUR), (deeds, places) => {
      const log = logOf(deeds);
      const [opened = 0, asked = 0, read = 0, came = 0] = places
        .map((place) => place % (log.length + 1))
        .sort((a, b) => a - b);
      const before = after([listed(log.slice(0, opened)), ...log.slice(opened, asked).map(live)]);
      const held = after(log.slice(asked, came).map(live), before);
      const state = after([paged(held, asked, log.slice(0, read)), ...log.slice(came).map(live)], held);
      expect(seenOf(state)).toEqual(seenOf(after([listed(log), page(log)])));
    }),
  );
});
