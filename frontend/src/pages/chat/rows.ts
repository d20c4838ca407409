/** What the list shows, row by row: messages in groups, the days between them, and where the unread ones begin. */
import type { Entry, Seq } from "../../realtime/frames";
import type { PendingMessage } from "../../state/state";
import { dayKey } from "./times";

/** Messages of one sender that follow each other within this time belong together. */
const GROUP_MS = 5 * 60_000;

export interface MessageRow {
  type: "message";
  key: string;
  /** Null while it is on its way. */
  seq: Seq | null;
  messageId: string | null;
  clientId: string | null;
  senderId: string | null;
  mine: boolean;
  content: string | null;
  replyTo: string | null;
  reactions: Entry["reactions"];
  at: string;
  edited: boolean;
  deleted: boolean;
  failure: string | null;
  /** First and last of its group. */
  first: boolean;
  last: boolean;
}

export type Row =
  | MessageRow
  | { type: "system"; key: string; seq: Seq; entry: Entry }
  | { type: "day"; key: string; at: string }
  | { type: "unread"; key: string };

interface RowsOf {
  messages: readonly Entry[];
  pending: readonly PendingMessage[];
  me: string;
  /** The read cursor when the conversation was opened; null shows no divider, and nor does what one has answered. */
  unreadAfter: Seq | null;
}

export function buildRows({ messages, pending, me, unreadAfter }: RowsOf): Row[] {
  const rows: Row[] = [];
  let day = "";
  const lastOwn =
    pending.length > 0 ? Infinity : (messages.findLast((one) => isOwnMessage(one, me))?.seq ?? 0);
  let divided = unreadAfter === null;
  const startDay = (at: string) => {
    if (dayKey(at) === day) return;
    day = dayKey(at);
    rows.push({ type: "day", key: `day ${day}`, at });
  };
  for (const entry of messages) {
    startDay(entry.created_at);
    if (!divided && unreadAfter !== null && entry.seq > unreadAfter && entry.sender_id !== me) {
      divided = true;
      if (entry.seq > lastOwn) rows.push({ type: "unread", key: "unread" });
    }
    if (entry.kind === "system") rows.push({ type: "system", key: entry.message_id, seq: entry.seq, entry });
    else addMessage(rows, ofEntry(entry, me));
  }
  for (const message of pending) {
    startDay(message.created_at);
    addMessage(rows, ofPending(message, me));
  }
  return rows;
}

function isOwnMessage(entry: Entry, me: string): boolean {
  return entry.sender_id === me && entry.kind !== "system";
}

function addMessage(rows: Row[], message: MessageRow): void {
  const before = rows.at(-1);
  if (before?.type === "message" && belongTogether(before, message)) {
    before.last = false;
    message.first = false;
  }
  rows.push(message);
}

function belongTogether(before: MessageRow, message: MessageRow): boolean {
  return before.senderId === message.senderId && Date.parse(message.at) - Date.parse(before.at) < GROUP_MS;
}

function ofEntry(entry: Entry, me: string): MessageRow {
  const mine = entry.sender_id === me;
  return {
    type: "message",
    // One's own keeps its name from before it had an id: the bubble stays the same when the ack comes.
    key: mine && entry.client_id !== null ? entry.client_id : entry.message_id,
    seq: entry.seq,
    messageId: entry.message_id,
    clientId: null,
    senderId: entry.sender_id,
    mine,
    content: entry.content,
    replyTo: entry.reply_to,
    reactions: entry.reactions,
    at: entry.created_at,
    edited: entry.edited_at !== null,
    deleted: entry.deleted_at !== null,
    failure: null,
    first: true,
    last: true,
  };
}

function ofPending(message: PendingMessage, me: string): MessageRow {
  return {
    type: "message",
    key: message.client_id,
    seq: null,
    messageId: null,
    clientId: message.client_id,
    senderId: me,
    mine: true,
    content: message.content,
    replyTo: message.reply_to,
    reactions: {},
    at: message.created_at,
    edited: false,
    deleted: false,
    failure: message.failure,
    first: true,
    last: true,
  };
}
