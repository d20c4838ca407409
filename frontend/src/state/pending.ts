/** One's own messages between the composer and the log. */
import type { ClientId, Entry, FrameOf, UserId } from "../realtime/frames";
import type { ConversationState, PendingMessage } from "./state";

type Pending = readonly PendingMessage[];

export function changedIn(pending: Pending, clientId: ClientId, change: Partial<PendingMessage>): Pending {
  return pending.map((message) => (message.client_id === clientId ? { ...message, ...change } : message));
}

export function withoutOne(pending: Pending, clientId: ClientId): Pending {
  return pending.filter((message) => message.client_id !== clientId);
}

/** Whether it stands in the part of the log that is held or can be paged to: then it needs no bubble of its own. */
export function isShownBy(message: PendingMessage, one: ConversationState): boolean {
  return (
    message.conversation_id === one.info.id && message.ackedSeq !== null && message.ackedSeq <= one.log.to
  );
}

/** The entry that the server made of it. */
export function acknowledged(message: PendingMessage, ack: FrameOf<"ack">, me: UserId): Entry {
  return {
    message_id: ack.message_id,
    conversation_id: ack.conversation_id,
    seq: ack.seq,
    sender_id: me,
    client_id: ack.client_id,
    kind: "text",
    content: message.content,
    data: null,
    reply_to: message.reply_to,
    target_id: null,
    reactions: {},
    created_at: ack.created_at,
    edited_at: null,
    deleted_at: null,
  };
}
