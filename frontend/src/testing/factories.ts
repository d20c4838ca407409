/** Values as the server would send them, each with defaults, so that a test names only what it is about. */
import type { Conversation, Entry, Participant, User } from "../realtime/frames";
import type { PendingChange, PendingMessage } from "../state/state";

export const ME = "me";
export const BOB = "bob";
const AT = "2026-03-02T10:00:00Z";

export function user(id: string, more: Partial<User> = {}): User {
  return { id, username: id, display_name: id.toUpperCase(), avatar_url: null, ...more };
}

export function participant(id: string, more: Partial<Participant> = {}): Participant {
  return { user: user(id), role: "member", joined_at: AT, delivered_seq: 0, read_seq: 0, ...more };
}

export function conversation(more: Partial<Conversation> = {}): Conversation {
  return {
    id: "c1",
    kind: "direct",
    title: null,
    description: null,
    avatar_url: null,
    history: null,
    who_may_write: null,
    who_may_add: null,
    who_may_rename: null,
    participant_count: 2,
    first_seq: 1,
    participants: [participant(ME), participant(BOB)],
    last_seq: 0,
    last_entry: null,
    unread: 0,
    mentions: 0,
    muted_until: null,
    archived: false,
    pinned: false,
    unread_mark: false,
    notify: "all",
    created_at: AT,
    updated_at: AT,
    ...more,
  };
}

export function entry(seq: number, more: Partial<Entry> = {}): Entry {
  return {
    message_id: `m${seq}`,
    conversation_id: "c1",
    seq,
    sender_id: BOB,
    client_id: `x${seq}`,
    kind: "text",
    content: `message ${seq}`,
    data: null,
    reply_to: null,
    target_id: null,
    reactions: {},
    created_at: AT,
    edited_at: null,
    deleted_at: null,
    ...more,
  };
}

export function pending(clientId: string, more: Partial<PendingMessage> = {}): PendingMessage {
  return {
    type: "message.send",
    client_id: clientId,
    conversation_id: "c1",
    content: `text of ${clientId}`,
    reply_to: null,
    created_at: AT,
    ackedSeq: null,
    failure: null,
    ...more,
  };
}

/** A change of one's own that waits. */
export function pendingChange(
  clientId: string,
  what: Pick<PendingChange, "message_id"> &
    (
      | { type: "message.edit"; content: string }
      | { type: "message.delete"; heldUntil: string | null }
      | { type: "reaction.set"; emoji: string; on: boolean }
    ),
): PendingChange {
  return {
    client_id: clientId,
    conversation_id: "c1",
    created_at: AT,
    ackedSeq: null,
    failure: null,
    ...what,
  };
}
