/**
 * The one way the state changes: a pure function of the state and one input. Inputs are the server's frames, the pages
 * fetched over HTTP, and what the user does here. The order of arrival doesn't matter for the result: doubles are dropped
 * by seq, holes are never shown, and one's own message is matched by client_id, so there is one bubble for it.
 */
import { faultWords, refusalWords } from "../i18n/refusals";
import type {
  ClientId,
  Contact,
  Conversation,
  ConversationId,
  Entry,
  ErrorFrame,
  FrameOf,
  Participant,
  Seq,
  ServerFrame,
  User,
  UserId,
} from "../realtime/frames";
import {
  mergeConversation,
  openConversation,
  withCursors,
  withMembers,
  withoutMembers,
  withRoles,
} from "./conversations";
import {
  appendEntry,
  applyToMessages,
  heardOf,
  type Page,
  prependPage,
  reachTo,
  tailOf,
  withOlder,
} from "./log";
import { calledBy, membersCalledBy, type Nicknames, nicknamesAmong, withNickname } from "./names";
import { acknowledged, changedIn, isShownBy, withoutOne } from "./pending";
import type { ChatState, ConversationState, OwnView, Pending } from "./state";

/** What this browser kept from an earlier page, as far as it could be read. */
export type Restored = Pick<ChatState, "conversations" | "pending" | "drafts" | "loaded">;

type LocalInput =
  | { type: "local.restored"; kept: Restored }
  /** What the tab that holds the connection knows: from here on, what it hears is heard here. */
  | { type: "local.adopted"; state: ChatState }
  | { type: "local.connected"; connected: boolean }
  | { type: "local.conversations"; conversations: Conversation[]; isList: boolean }
  /** The list was fetched to its end: what was held before and stands on it no more may be gone. */
  | { type: "local.listed"; held: ConversationId[]; listed: ConversationId[] }
  /** Shown before the server has said yes: it tells nothing new of what the server knows. */
  | { type: "local.ownView"; conversation_id: ConversationId; view: OwnView }
  | { type: "local.draft"; conversation_id: ConversationId; text: string }
  /** Nothing to be had under this id (any more). */
  | { type: "local.gone"; conversation_id: ConversationId }
  /** More of a large group's members than come with it. */
  | { type: "local.members"; conversation_id: ConversationId; members: Participant[] }
  /** Somebody whom the log names and who isn't among the members that are known. */
  | { type: "local.met"; conversation_id: ConversationId; user: User }
  /** The whole list, as far as people on it are called otherwise than they call themselves. */
  | { type: "local.contacts"; contacts: Contact[] }
  | { type: "local.page"; conversation_id: ConversationId; page: Page }
  /** Nobody looks at what is older: it can be fetched again. */
  | { type: "local.trimmed"; conversation_id: ConversationId; most: number }
  | { type: "local.send"; pending: Pending }
  | { type: "local.retry"; client_id: ClientId }
  | { type: "local.discard"; client_id: ClientId }
  | { type: "local.read"; conversation_id: ConversationId; seq: number };

export type Input = ServerFrame | LocalInput;

export function reduce(state: ChatState, input: Input): ChatState {
  switch (input.type) {
    case "entry":
      return applyEntry(state, input.entry);
    case "entries":
      return applyChunk(state, input);
    case "queue":
      return inLogOrder(input.entries).reduce(applyEntry, state);
    case "ack":
      return applyAck(state, input);
    case "receipt":
      return applyReceipt(state, input);
    case "reset":
      return applyReset(state, input);
    case "conversation":
      return applyConversation(state, input.conversation);
    case "typing":
      return applyTyping(state, input);
    case "presence":
      return {
        ...state,
        presence: {
          ...state.presence,
          [input.user_id]: { status: input.status, last_seen: input.last_seen },
        },
      };
    case "error":
      return applyRefusal(state, input);
    case "local.connected":
      // What was known of people ends with the line: the next one brings it anew.
      return { ...state, connected: input.connected, presence: input.connected ? state.presence : {} };
    case "local.conversations":
      return {
        ...input.conversations.reduce(applyConversation, state),
        loaded: state.loaded || input.isList,
      };
    case "local.restored":
      return applyRestored(state, input.kept);
    case "local.adopted":
      return applyAdopted(state, input.state);
    case "local.listed":
      return input.held
        .filter((id) => id in state.conversations && !input.listed.includes(id))
        .reduce(markStale, state);
    case "local.ownView":
      return update(state, input.conversation_id, (one) => ({
        ...one,
        info: { ...one.info, ...input.view },
      }));
    case "local.draft":
      return { ...state, drafts: withDraft(state.drafts, input.conversation_id, input.text) };
    case "local.gone":
      return applyGone(state, input.conversation_id);
    case "local.members":
      return update(state, input.conversation_id, (one) => ({
        ...one,
        info: membersCalledBy(withMembers(one.info, input.members), state.nicknames),
      }));
    case "local.met":
      return update(state, input.conversation_id, (one) => ({
        ...one,
        guests: [...(one.guests ?? []), calledBy(input.user, state.nicknames)],
      }));
    case "contact":
      return applyNicknames(state, withNickname(state.nicknames, input.contact));
    case "local.contacts":
      return applyNicknames(state, input.contacts.reduce<Nicknames>(withNickname, {}));
    case "local.page":
      return update(state, input.conversation_id, (one) => ({
        ...one,
        log: prependPage(one.log, input.page),
      }));
    case "local.trimmed":
      return update(state, input.conversation_id, (one) => ({ ...one, log: tailOf(one.log, input.most) }));
    case "local.send":
      return { ...state, pending: [...withoutOne(state.pending, input.pending.client_id), input.pending] };
    case "local.retry":
      return { ...state, pending: changedIn(state.pending, input.client_id, { failure: null }) };
    case "local.discard":
      return { ...state, pending: withoutOne(state.pending, input.client_id) };
    case "local.read":
      return moveCursors(state, input.conversation_id, state.me, input.seq, input.seq);
    case "ready":
    case "sync.done":
    case "resync":
    case "pong":
      return state;
    default:
      // A frame of a newer server: what this client doesn't know, it can do without.
      input satisfies never;
      return state;
  }
}

function applyEntry(state: ChatState, entry: Entry): ChatState {
  const conversation = state.conversations[entry.conversation_id];
  // Before the list is there, everything is unknown, and comes with it.
  if (conversation === undefined) return state.loaded ? markStale(state, entry.conversation_id) : state;
  const log = appendEntry(conversation.log, entry);
  if (entry.seq <= conversation.log.to) return dropConfirmed(state, entry);
  const next = update(state, entry.conversation_id, (one) => ({ ...one, log }));
  return log.to === entry.seq ? confirm(next, entry) : next;
}

/**
 * A part of the log from this client's cursor on. It is held up to the chunk's `last_seq` then, whatever is left out of
 * it: what was kept from this person leaves no gap to ask for.
 */
function applyChunk(state: ChatState, chunk: FrameOf<"entries">): ChatState {
  const filled = chunk.entries.reduce(
    (next, entry) => applyEntry(reach(next, entry.conversation_id, entry.seq - 1), entry),
    state,
  );
  return reach(filled, chunk.conversation_id, chunk.last_seq);
}

function reach(state: ChatState, id: ConversationId, seq: number): ChatState {
  return update(state, id, (one) => ({ ...one, log: reachTo(one.log, seq) }));
}

/** What follows from an entry that took its place in the log. */
function confirm(state: ChatState, entry: Entry): ChatState {
  if (endsMembership(entry, state.me)) return applyGone(state, entry.conversation_id);
  const next = update(state, entry.conversation_id, (one) => ({
    ...one,
    info: withRoles(withoutMembers(one.info, leavers(entry)), entry),
    newest: applyToMessages(one.newest === null ? [] : [one.newest], entry).at(-1) ?? null,
    typing: excluding(one.typing, entry.sender_id),
  }));
  return dropConfirmed(moveSendersCursors(next, entry), entry);
}

function endsMembership(entry: Entry, me: UserId): boolean {
  return leavers(entry).includes(me);
}

function leavers({ data }: Entry): readonly UserId[] {
  return data?.event === "left" || data?.event === "removed" ? (data.user_ids ?? []) : [];
}

/** Who writes has read what stood before, and the server moves their cursors without a receipt. */
function moveSendersCursors(state: ChatState, { sender_id, conversation_id, seq }: Entry): ChatState {
  return sender_id === null ? state : moveCursors(state, conversation_id, sender_id, seq, seq);
}

function dropConfirmed(state: ChatState, entry: Entry): ChatState {
  if (entry.sender_id !== state.me || entry.client_id === null) return state;
  const pending = withoutOne(state.pending, entry.client_id);
  return pending.length === state.pending.length ? state : { ...state, pending };
}

/** What was acknowledged becomes an entry at its seq, or waits as pending until the log reaches that far. */
function applyAck(state: ChatState, ack: FrameOf<"ack">): ChatState {
  const pending = state.pending.find((one) => one.client_id === ack.client_id);
  // Dropped here when it was on the wire already: it stands, and a sync brings it.
  if (pending === undefined)
    return update(state, ack.conversation_id, (one) => ({ ...one, log: heardOf(one.log, ack.seq) }));
  const noted = {
    ...state,
    pending: changedIn(state.pending, ack.client_id, { ackedSeq: ack.seq, failure: null }),
  };
  return applyEntry(noted, acknowledged(pending, ack, state.me));
}

function applyReceipt(state: ChatState, receipt: FrameOf<"receipt">): ChatState {
  const { conversation_id, user_id, delivered_seq, read_seq } = receipt;
  return moveCursors(state, conversation_id, user_id, delivered_seq, read_seq);
}

function moveCursors(
  state: ChatState,
  id: ConversationId,
  user: UserId,
  delivered: Seq | null,
  read: Seq | null,
): ChatState {
  return update(state, id, (one) => ({
    ...one,
    info: withCursors(one.info, user, delivered ?? 0, read ?? 0),
  }));
}

/**
 * Too much was missed to replay: the held part is let go, and the conversation fetched anew. One that isn't held needs
 * nothing: it stands on a page of the list that wasn't asked for yet.
 */
function applyReset(state: ChatState, reset: FrameOf<"reset">): ChatState {
  const conversation = state.conversations[reset.conversation_id];
  if (conversation === undefined || conversation.log.to >= reset.last_seq) return state;
  return markStale(state, reset.conversation_id);
}

function applyConversation(state: ChatState, fresh: Conversation): ChatState {
  const held = state.conversations[fresh.id];
  const stale = state.stale.includes(fresh.id);
  const called = membersCalledBy(fresh, state.nicknames);
  const next =
    held === undefined || stale
      ? {
          ...openConversation(called, state.me, held?.log.known),
          ...(held?.guests && { guests: held.guests }),
        }
      : mergeConversation(held, called, state.me);
  return {
    ...state,
    conversations: { ...state.conversations, [fresh.id]: next },
    pending: state.pending.filter((one) => !isShownBy(one, next)),
    stale: stale ? state.stale.filter((id) => id !== fresh.id) : state.stale,
  };
}

function applyNicknames(state: ChatState, nicknames: Nicknames): ChatState {
  const conversations = Object.entries(state.conversations).map(([id, one]) => {
    const info = membersCalledBy(one.info, nicknames);
    return [id, info === one.info ? one : { ...one, info }] as const;
  });
  return { ...state, nicknames, conversations: Object.fromEntries(conversations) };
}

/** What is known already is newer than what was kept; of a log nothing may be known but where it goes on. */
function applyRestored(state: ChatState, kept: Restored): ChatState {
  const conversations = { ...state.conversations };
  for (const [id, one] of Object.entries(kept.conversations)) {
    const held = conversations[id];
    if (held === undefined) conversations[id] = one;
    else if (one.log.from < held.log.from) conversations[id] = { ...held, log: withOlder(held.log, one.log) };
  }
  const known = new Set(state.pending.map((one) => one.client_id));
  return {
    ...state,
    conversations,
    nicknames: { ...nicknamesAmong(Object.values(kept.conversations)), ...state.nicknames },
    loaded: state.loaded || kept.loaded,
    pending: [...kept.pending.filter((one) => !known.has(one.client_id)), ...state.pending],
    drafts: { ...kept.drafts, ...state.drafts },
  };
}

function applyAdopted(state: ChatState, adopted: ChatState): ChatState {
  const conversations = Object.entries(adopted.conversations).map(([id, one]) => {
    const held = state.conversations[id];
    // What somebody reads here must not go away under their eyes.
    return [id, held === undefined ? one : { ...one, log: withOlder(one.log, held.log) }] as const;
  });
  return { ...adopted, conversations: Object.fromEntries(conversations) };
}

function withDraft(drafts: ChatState["drafts"], id: ConversationId, text: string): ChatState["drafts"] {
  const { [id]: _before, ...others } = drafts;
  return text === "" ? others : { ...others, [id]: text };
}

function applyGone(state: ChatState, id: ConversationId): ChatState {
  const { [id]: _gone, ...conversations } = state.conversations;
  return {
    ...state,
    conversations,
    pending: state.pending.filter((one) => one.conversation_id !== id),
    drafts: withDraft(state.drafts, id, ""),
    stale: state.stale.filter((one) => one !== id),
  };
}

function applyTyping(state: ChatState, frame: FrameOf<"typing">): ChatState {
  if (frame.user_id === state.me) return state;
  return update(state, frame.conversation_id, (one) => {
    const others = excluding(one.typing, frame.user_id);
    return { ...one, typing: frame.active ? [...others, frame.user_id] : others };
  });
}

function applyRefusal(state: ChatState, refusal: ErrorFrame): ChatState {
  const { client_id, detail, errors } = refusal;
  if (client_id === undefined) return state;
  const faults = Object.values(errors ?? {}).flat();
  const failure = faults.length > 0 ? faults.map(faultWords).join(" ") : (refusalWords(refusal) ?? detail);
  return { ...state, pending: changedIn(state.pending, client_id, { failure }) };
}

function markStale(state: ChatState, id: ConversationId): ChatState {
  return state.stale.includes(id) ? state : { ...state, stale: [...state.stale, id] };
}

/** A queue comes by priority; a log is read by seq. */
function inLogOrder(entries: Entry[]): Entry[] {
  return entries.toSorted((a, b) => a.seq - b.seq);
}

function update(
  state: ChatState,
  id: ConversationId,
  change: (one: ConversationState) => ConversationState,
): ChatState {
  const conversation = state.conversations[id];
  if (conversation === undefined) return state;
  return { ...state, conversations: { ...state.conversations, [id]: change(conversation) } };
}

function excluding(users: readonly UserId[], user: UserId | null): readonly UserId[] {
  return user !== null && users.includes(user) ? users.filter((one) => one !== user) : users;
}
