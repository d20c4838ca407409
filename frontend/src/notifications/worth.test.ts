// @vitest-environment node
import { expect, test } from "vitest";
import type { Conversation, Entry } from "../realtime/frames";
import { reduce } from "../state/reducer";
import { initialState } from "../state/state";
import { conversation, entry, ME, participant } from "../testing/factories";
import { isWorthTelling } from "./worth";

function told(more: Partial<Entry> = {}, where: Partial<Conversation> = {}): boolean {
  const state = reduce(initialState(ME), {
    type: "local.conversations",
    conversations: [conversation({ kind: "group", ...where })],
    isList: true,
  });
  return isWorthTelling(state, entry(1, more));
}

test("somebody else's message is told, one's own and what happens to a group is not", () => {
  expect(told()).toBe(true);
  expect(told({ sender_id: ME })).toBe(false);
  for (const kind of ["system", "edit", "delete", "reaction"] as const) expect(told({ kind })).toBe(false);
});

test("a muted conversation is silent as long as it is muted", () => {
  expect(told({}, { muted_until: new Date(Date.now() + 60_000).toISOString() })).toBe(false);
  expect(told({}, { muted_until: new Date(Date.now() - 60_000).toISOString() })).toBe(true);
});

test("who wants to hear of mentions alone hears of those, and of all in direct conversations", () => {
  expect(told({}, { notify: "mentions" })).toBe(false);
  expect(told({ content: `hello @${ME}` }, { notify: "mentions" })).toBe(true);
  expect(told({}, { notify: "mentions", kind: "direct" })).toBe(true);
  expect(told({ content: `hello @${ME}` }, { notify: "nothing" })).toBe(false);
});

test("what was read on another device is told no more", () => {
  expect(told({}, { participants: [participant(ME, { read_seq: 1 })] })).toBe(false);
});
