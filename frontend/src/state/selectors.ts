/** What is computed from the state and never stored: ticks, unread counts, names, order. */

import { t } from "../i18n";
import type {
  Conversation,
  ConversationId,
  Entry,
  Participant,
  Presence,
  Seq,
  User,
} from "../realtime/frames";
import { hasGap } from "./log";
import { mentionsPerson } from "./mentions";
import { shownName } from "./names";
import { isMessage, withChanges } from "./pending";
import type { ChatState, ConversationState, Pending, PendingChange, PendingMessage } from "./state";

export type Tick = "sent" | "delivered" | "read";

/** How far a message of one's own came: as far as the slowest of the others. */
export function tickOf(seq: Seq, others: readonly Participant[]): Tick {
  if (others.length === 0) return "sent";
  if (others.every((other) => other.read_seq >= seq)) return "read";
  if (others.every((other) => other.delivered_seq >= seq)) return "delivered";
  return "sent";
}

const NO_MESSAGES: readonly Entry[] = [];
type Shown = { pending: readonly Pending[]; messages: readonly Entry[] };
/** The last answer for each list of messages, and for each newest one: components compare by identity. */
const shown = new WeakMap<object, Shown>();

/** The messages of a conversation as a person sees them: with one's own changes, which may still wait to be sent. */
export function shownMessages(state: ChatState, id: ConversationId): readonly Entry[] {
  const messages = state.conversations[id]?.log.messages ?? NO_MESSAGES;
  return rememberedChanges(messages, messages, state, id);
}

/** The newest message as the list shows it, with one's own changes. */
export function newestShown(state: ChatState, one: ConversationState): Entry | null {
  if (one.newest === null) return null;
  return rememberedChanges(one.newest, [one.newest], state, one.info.id)[0] ?? null;
}

function rememberedChanges(
  of: object,
  messages: readonly Entry[],
  { pending, me }: ChatState,
  id: ConversationId,
): readonly Entry[] {
  const before = shown.get(of);
  if (before?.pending === pending) return before.messages;
  const now = withChanges(messages, pending, id, me);
  shown.set(of, { pending, messages: now });
  return now;
}

/** One's own messages that the log doesn't show yet, oldest first. A new list each time: for `useChatList`. */
export function pendingMessages(state: ChatState, id: ConversationId): PendingMessage[] {
  return state.pending.filter(isMessage).filter((one) => one.conversation_id === id);
}

/** What one wants changed about a message and isn't yet, the latest last. A new list each time: for `useChatList`. */
export function pendingChanges(state: ChatState, messageId: string): PendingChange[] {
  return state.pending.filter((one): one is PendingChange => !isMessage(one) && one.message_id === messageId);
}

export function othersOf(one: ConversationState, me: string): Participant[] {
  return one.info.participants.filter((participant) => participant.user.id !== me);
}

export function readSeqOf(one: ConversationState, me: string): Seq {
  return one.info.participants.find((participant) => participant.user.id === me)?.read_seq ?? 0;
}

/** The person on the other side of a direct conversation; null in a group, and in a talk with oneself. */
export function peerOf(one: ConversationState, me: string): User | null {
  if (one.info.kind !== "direct") return null;
  return othersOf(one, me)[0]?.user ?? null;
}

/** What frames have told since counts before what came with the person. Unknown while the server isn't heard. */
export function presenceOf(state: ChatState, user: User): Presence | null {
  if (!state.connected) return null;
  return state.presence[user.id] ?? user.presence ?? null;
}

export function titleOf(one: ConversationState, me: string): string {
  if (one.info.title) return one.info.title;
  const names = othersOf(one, me).map((other) => shownName(other.user));
  return names.length > 0 ? names.join(", ") : t("chat.justYou");
}

export function unreadOf(one: ConversationState, me: string): number {
  return unreadCount(one, me, one.unread.count, () => true);
}

/** How many of the unread messages name this person. */
export function mentionsOf(one: ConversationState, me: string): number {
  const username = one.info.participants.find(({ user }) => user.id === me)?.user.username ?? "";
  return unreadCount(one, me, one.unread.mentions, ({ content }) => mentionsPerson(content, username));
}

type Counts = (message: Entry) => boolean;

/**
 * Counted from the read cursor. Where the held part of the log doesn't reach back to it, the server's own count stands
 * in for what lies before.
 */
function unreadCount(one: ConversationState, me: string, count: number, counts: Counts): number {
  const read = readSeqOf(one, me);
  const { read: readThen, upTo } = one.unread;
  const countable = read > readThen && (read >= upTo || one.log.from <= read + 1);
  if (countable) return messagesAfter(one.log.messages, read, me, counts);
  return count + messagesAfter(one.log.messages, Math.max(upTo, read), me, counts);
}

function messagesAfter(messages: readonly Entry[], seq: Seq, me: string, counts: Counts): number {
  let count = 0;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (message === undefined || message.seq <= seq) break;
    if (message.sender_id !== me && message.kind !== "system" && counts(message)) count++;
  }
  return count;
}

/** Newest activity first. A direct conversation in which nothing was said yet is nobody's news. */
export function listedConversations(state: ChatState, open: ConversationId | null): ConversationState[] {
  return Object.values(state.conversations)
    .filter((one) => one.info.kind === "group" || one.newest !== null || one.info.id === open)
    .sort((a, b) => activityOf(b).localeCompare(activityOf(a)));
}

/** Whether the list is there, and nothing on it yet. */
export function isNewcomer({ loaded, conversations }: ChatState): boolean {
  return (
    loaded && !Object.values(conversations).some((one) => one.info.kind === "group" || one.newest !== null)
  );
}

export function activityOf(one: Pick<ConversationState, "info" | "newest">): string {
  return one.newest?.created_at ?? one.info.created_at;
}

export function isMuted({ muted_until }: Pick<Conversation, "muted_until">, now = Date.now()): boolean {
  return muted_until !== null && Date.parse(muted_until) > now;
}

/** What waits to be read, as far as this person wants to be called: what is muted waits in silence. */
export function totalUnread(state: ChatState): number {
  return Object.values(state.conversations)
    .filter((one) => !isMuted(one.info))
    .reduce((sum, one) => sum + unreadOf(one, state.me), 0);
}

/** Where each held log goes on: what `sync` asks with. */
export function cursorsOf(state: ChatState): Record<ConversationId, Seq> {
  return Object.fromEntries(Object.entries(state.conversations).map(([id, one]) => [id, one.log.to]));
}

export function anyGap(state: ChatState): boolean {
  return Object.values(state.conversations).some((one) => hasGap(one.log));
}
