// @vitest-environment node
import { expect, test } from "vitest";
import { BOB, conversation, ME, participant, user } from "../testing/factories";
import { knownIn, shownName } from "./names";
import { type Input, reduce } from "./reducer";
import { titleOf } from "./selectors";
import { type ChatState, initialState } from "./state";

const listed: Input = { type: "local.conversations", conversations: [conversation()], isList: true };

function after(...inputs: Input[]): ChatState {
  return inputs.reduce(reduce, initialState(ME));
}

function called(nickname: string | null): Input {
  return { type: "contact", contact: { user: user(BOB), nickname, blocked: false, created_at: "" } };
}

function title(state: ChatState): string {
  return state.conversations.c1 === undefined ? "" : titleOf(state.conversations.c1, ME);
}

test("a nickname titles the conversation with them, whichever comes first, and until it is taken back", () => {
  expect(title(after(listed))).toBe("BOB");
  expect(title(after(listed, called("Bobby")))).toBe("Bobby");
  expect(title(after(called("Bobby"), listed))).toBe("Bobby");
  expect(title(after(listed, called("Bobby"), listed))).toBe("Bobby");
  expect(title(after(listed, called("Bobby"), called(null)))).toBe("BOB");
});

test("the whole list of contacts takes back what isn't on it", () => {
  const contacts: Input = { type: "local.contacts", contacts: [] };
  expect(title(after(listed, called("Bobby"), contacts))).toBe("BOB");
});

test("what an earlier page kept carries the nicknames", () => {
  const { conversations } = after(listed, called("Bobby"));
  const kept: Input = {
    type: "local.restored",
    kept: { conversations, pending: [], drafts: {}, loaded: true },
  };
  expect(title(after(kept, listed))).toBe("Bobby");
});

test("a conversation whose members are called as before stays the same one", () => {
  const before = after(listed, called("Bobby"));
  const other: Input = {
    type: "contact",
    contact: { user: user("cleo"), nickname: "C", blocked: false, created_at: "" },
  };
  expect(reduce(before, other).conversations.c1).toBe(before.conversations.c1);
});

test("members who came later have their nickname too", () => {
  const members: Input = { type: "local.members", conversation_id: "c1", members: [participant("cleo")] };
  const cleo: Input = {
    type: "contact",
    contact: { user: user("cleo"), nickname: "C", blocked: false, created_at: "" },
  };
  const state = after(listed, cleo, members);
  expect(state.conversations.c1?.info.participants.map((one) => shownName(one.user))).toContain("C");
});

test("who was met is known by name, and stays so when the conversation is fetched anew", () => {
  const met: Input = { type: "local.met", conversation_id: "c1", user: user("dan") };
  const reset: Input = { type: "reset", conversation_id: "c1", last_seq: 5_000 };
  const state = after(listed, met, reset, listed);
  expect(knownIn(state.conversations.c1).names.get("dan")).toBe("DAN");
});

test("whoever is missing has left, but for a group of which not all are known", () => {
  const large: Input = {
    type: "local.conversations",
    conversations: [conversation({ kind: "group", participant_count: 300 })],
    isList: true,
  };
  expect(knownIn(after(listed).conversations.c1).whole).toBe(true);
  expect(knownIn(after(large).conversations.c1).whole).toBe(false);
});
