/** The outbox: one's own messages and changes between the hand that made them and the log. */
import type { ClientId, ConversationId, Entry, FrameOf, UserId } from "../realtime/frames";
import { applyToMessages } from "./log";
import type { ConversationState, Pending, PendingChange, PendingMessage } from "./state";

type Outbox = readonly Pending[];

export function changedIn(
  pending: Outbox,
  clientId: ClientId,
  change: Partial<Pick<Pending, "ackedSeq" | "failure">>,
): Outbox {
  return pending.map((one) => (one.client_id === clientId ? { ...one, ...change } : one));
}

export function withoutOne(pending: Outbox, clientId: ClientId): Outbox {
  return pending.filter((one) => one.client_id !== clientId);
}

export function isMessage(one: Pending): one is PendingMessage {
  return one.type === "message.send";
}

/** Whether it stands in the part of the log that is held or can be paged to: then it needs no bubble of its own. */
export function isShownBy(pending: Pending, one: ConversationState): boolean {
  return (
    pending.conversation_id === one.info.id && pending.ackedSeq !== null && pending.ackedSeq <= one.log.to
  );
}

/** The entry that the server made of it: the connection that asked gets the ack alone. */
export function acknowledged(one: Pending, ack: FrameOf<"ack">, me: UserId): Entry {
  return {
    ...entryOf(one, me),
    message_id: ack.message_id,
    conversation_id: ack.conversation_id,
    seq: ack.seq,
    created_at: ack.created_at,
  };
}

/** The messages as they will be once the changes that wait are through; what was refused shows no effect. */
export function withChanges(
  messages: readonly Entry[],
  pending: Outbox,
  id: ConversationId,
  me: UserId,
): readonly Entry[] {
  return pending
    .filter((one): one is PendingChange => !isMessage(one) && one.conversation_id === id)
    .filter((one) => one.failure === null)
    .reduce((shown, one) => applyToMessages(shown, entryOf(one, me)), messages);
}

function entryOf(one: Pending, me: UserId): Entry {
  return {
    message_id: "",
    conversation_id: one.conversation_id,
    seq: 0,
    sender_id: me,
    client_id: one.client_id,
    kind: KINDS[one.type],
    content: "content" in one ? one.content : null,
    data: one.type === "reaction.set" ? { emoji: one.emoji, on: one.on } : null,
    reply_to: isMessage(one) ? one.reply_to : null,
    target_id: isMessage(one) ? null : one.message_id,
    reactions: {},
    created_at: one.created_at,
    edited_at: null,
    deleted_at: null,
  };
}

const KINDS = {
  "message.send": "text",
  "message.edit": "edit",
  "message.delete": "delete",
  "reaction.set": "reaction",
} as const;
