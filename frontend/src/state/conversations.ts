/** How a conversation as the server tells it becomes, or is merged into, the one held here. */
import type { Conversation, Entry, Participant, Seq, UserId } from "../realtime/frames";
import { emptyLog, heardOf } from "./log";
import type { ConversationState, UnreadSnapshot } from "./state";

const ROLES = ["owner", "admin", "member"] as const;

/** `known` is the highest seq heard of meanwhile, which the answer may be too old to include. */
export function openConversation(fresh: Conversation, me: UserId, known = 0): ConversationState {
  return {
    info: fresh,
    log: heardOf(emptyLog(fresh.last_seq), known),
    unread: snapshot(fresh, me),
    newest: fresh.last_entry,
    typing: [],
  };
}

/** The newer of both in each part: the answer to a slow request may be older than what frames have told since. */
export function mergeConversation(
  held: ConversationState,
  fresh: Conversation,
  me: UserId,
): ConversationState {
  const holdsNothing = held.log.from > held.log.to && fresh.last_seq >= held.log.known;
  const newer = fresh.last_seq >= held.unread.upTo;
  return {
    ...held,
    info: withMembers(
      { ...fresh, participants: fresh.participants.map((one) => furthest(one, held.info.participants)) },
      isWhole(fresh) ? [] : held.info.participants,
    ),
    log: holdsNothing ? emptyLog(fresh.last_seq) : heardOf(held.log, fresh.last_seq),
    unread: newer ? snapshot(fresh, me) : held.unread,
    newest: (fresh.last_entry?.seq ?? 0) >= (held.newest?.seq ?? 0) ? fresh.last_entry : held.newest,
  };
}

/** Cursors never move back, in whatever order receipts arrive; what is read was delivered. */
export function withCursors(info: Conversation, user: UserId, delivered: Seq, read: Seq): Conversation {
  const participants = info.participants.map((one) =>
    one.user.id === user
      ? {
          ...one,
          delivered_seq: Math.max(one.delivered_seq, delivered, read),
          read_seq: Math.max(one.read_seq, read),
        }
      : one,
  );
  return { ...info, participants };
}

/** Whether all members came with it; of a large group only the first do. */
export function isWhole(info: Conversation): boolean {
  return (info.participant_count ?? 0) <= info.participants.length;
}

/** Adds those of the members that aren't among its participants yet. */
export function withMembers(info: Conversation, members: readonly Participant[]): Conversation {
  const known = new Set(info.participants.map((one) => one.user.id));
  const more = members.filter((one) => !known.has(one.user.id));
  return more.length === 0 ? info : { ...info, participants: [...info.participants, ...more] };
}

export function withoutMembers(info: Conversation, left: readonly UserId[]): Conversation {
  if (left.length === 0) return info;
  return { ...info, participants: info.participants.filter((one) => !left.includes(one.user.id)) };
}

/** As that entry appoints them. The answer of a request names only the first of a large group. */
export function withRoles(info: Conversation, { data }: Entry): Conversation {
  const role = ROLES.find((one) => one === data?.role);
  if (data?.event !== "role" || role === undefined) return info;
  const appointed = data.user_ids ?? [];
  return {
    ...info,
    participants: info.participants.map((one) => {
      if (appointed.includes(one.user.id)) return { ...one, role };
      // There is one: who hands the group over stays an admin of it.
      return role === "owner" && one.role === "owner" ? { ...one, role: "admin" as const } : one;
    }),
  };
}

function snapshot(fresh: Conversation, me: UserId): UnreadSnapshot {
  const own = fresh.participants.find((participant) => participant.user.id === me);
  return { count: fresh.unread, mentions: fresh.mentions, read: own?.read_seq ?? 0, upTo: fresh.last_seq };
}

function furthest(fresh: Participant, held: readonly Participant[]): Participant {
  const before = held.find((one) => one.user.id === fresh.user.id);
  if (before === undefined) return fresh;
  return {
    ...fresh,
    delivered_seq: Math.max(fresh.delivered_seq, before.delivered_seq),
    read_seq: Math.max(fresh.read_seq, before.read_seq),
  };
}
