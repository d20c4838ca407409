/**
 * What the list shows, row by row: messages in groups, the days between them, and where the unread ones begin. Made from
 * the rows of before as far as they still hold: in a conversation of 100,000 messages one more costs one more.
 */
import type { Entry, Seq } from "../../realtime/frames";
import type { PendingMessage } from "../../state/state";
import { dayKey } from "./times";

/** Messages of one sender that follow each other within this time belong together. */
const GROUP_MS = 5 * 60_000;

export interface MessageRow {
  readonly type: "message";
  readonly key: string;
  /** Null while it is on its way. */
  readonly seq: Seq | null;
  readonly messageId: string | null;
  readonly clientId: string | null;
  readonly senderId: string | null;
  readonly mine: boolean;
  readonly content: string | null;
  readonly replyTo: string | null;
  readonly reactions: Entry["reactions"];
  readonly at: string;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly failure: string | null;
  /** First and last of its group. */
  readonly first: boolean;
  readonly last: boolean;
}

export type Row =
  | MessageRow
  | {
      readonly type: "system";
      readonly key: string;
      readonly seq: Seq;
      readonly at: string;
      readonly entry: Entry;
    }
  | { readonly type: "day"; readonly key: string; readonly at: string }
  | { readonly type: "unread"; readonly key: string };

export interface RowsOf {
  messages: readonly Entry[];
  pending: readonly PendingMessage[];
  me: string;
  /** The read cursor when the conversation was opened; null shows no divider. */
  unreadAfter: Seq | null;
}

export interface Rows {
  /** All of them, with what is on its way at the end. */
  readonly all: readonly Row[];
  readonly of: RowsOf;
  /** Those of the log. */
  readonly logged: readonly Row[];
  /** For each message, the first row that came with it. */
  readonly starts: readonly number[];
}

/** The rows of `of`, like those of `before` wherever nothing changed. */
export function buildRows(of: RowsOf, before: Rows | null = null): Rows {
  const { logged, starts } = logRows(of, before);
  const { pending, me } = of;
  if (pending.length === 0) return { all: logged, of, logged, starts };
  const all = new Growing(of, [...logged], [], lastDay(logged));
  for (const message of pending) all.addPending(ofPending(message, me));
  return { all: all.rows, of, logged, starts };
}

function logRows(of: RowsOf, before: Rows | null): Pick<Rows, "logged" | "starts"> {
  if (before === null || before.of.me !== of.me || before.of.unreadAfter !== of.unreadAfter) return fresh(of);
  if (before.of.messages === of.messages) return before;
  return withOlderInFront(of, before) ?? withNewEnd(of, before);
}

function fresh(of: RowsOf): Pick<Rows, "logged" | "starts"> {
  const growing = new Growing(of, [], [], "");
  for (const entry of of.messages) growing.add(entry);
  return growing.done();
}

/** An older page came: null when something else changed. */
function withOlderInFront(of: RowsOf, before: Rows): Pick<Rows, "logged" | "starts"> | null {
  const held = before.of.messages;
  const more = of.messages.length - held.length;
  if (more <= 0 || held.length === 0) return null;
  if (of.messages[more] !== held[0] || of.messages.at(-1) !== held.at(-1)) return null;
  const head = new Growing(of, [], [], "");
  // The first one that was held is made anew: it may belong to those before it, and to their day.
  for (const entry of of.messages.slice(0, more + 1)) head.add(entry);
  const from = before.starts[1] ?? before.logged.length;
  const kept = before.logged.slice(from);
  if (head.divided && kept.some((row) => row.type === "unread")) return null;
  head.endLike(before.logged[from - 1]);
  const by = head.rows.length - from;
  return {
    logged: [...head.rows, ...kept],
    starts: [...head.starts, ...before.starts.slice(1).map((start) => start + by)],
  };
}

/** All rows before the first message that differs stand. */
function withNewEnd(of: RowsOf, before: Rows): Pick<Rows, "logged" | "starts"> {
  const held = before.of.messages;
  const same = held.findIndex((entry, at) => entry !== of.messages[at]);
  // One more is made anew: whether it ends its group depends on what follows.
  const from = Math.max((same < 0 ? held.length : same) - 1, 0);
  const rows = before.logged.slice(0, before.starts[from] ?? 0);
  const growing = new Growing(of, rows, before.starts.slice(0, from), lastDay(rows));
  for (const entry of of.messages.slice(from)) growing.add(entry);
  return growing.done();
}

class Growing {
  readonly rows: Row[];
  readonly starts: number[];
  divided: boolean;
  readonly #of: RowsOf;
  #day: string;

  constructor(of: RowsOf, rows: Row[], starts: number[], day: string) {
    this.#of = of;
    this.rows = rows;
    this.starts = starts;
    this.#day = day;
    this.divided = of.unreadAfter !== null && rows.some((row) => row.type === "unread");
  }

  add(entry: Entry): void {
    const { me } = this.#of;
    this.starts.push(this.rows.length);
    this.#startDay(entry.created_at);
    this.#divide(entry);
    if (entry.kind === "system") this.rows.push(ofSystem(entry));
    else this.#addMessage(ofEntry(entry, me));
  }

  addPending(message: MessageRow): void {
    this.#startDay(message.at);
    this.#addMessage(message);
  }

  /** The last row ends its group where the one that stood for the same message did. */
  endLike(row: Row | undefined): void {
    const made = this.rows.at(-1);
    if (made?.type === "message" && row?.type === "message") this.#replaceLast({ ...made, last: row.last });
  }

  done(): Pick<Rows, "logged" | "starts"> {
    return { logged: this.rows, starts: this.starts };
  }

  #startDay(at: string): void {
    const day = dayKey(at);
    if (day === this.#day) return;
    this.#day = day;
    this.rows.push({ type: "day", key: `day ${day}`, at });
  }

  #divide(entry: Entry): void {
    const { unreadAfter, me } = this.#of;
    if (this.divided || unreadAfter === null || entry.seq <= unreadAfter || entry.sender_id === me) return;
    this.divided = true;
    this.rows.push({ type: "unread", key: "unread" });
  }

  #addMessage(message: MessageRow): void {
    const before = this.rows.at(-1);
    const together = before?.type === "message" && belongTogether(before, message);
    // A copy: rows of before are compared with these, and must stay as they were shown.
    if (together && before.last) this.#replaceLast({ ...before, last: false });
    this.rows.push(together ? { ...message, first: false } : message);
  }

  #replaceLast(row: Row): void {
    this.rows[this.rows.length - 1] = row;
  }
}

/** When the row at `index` was, or the one that it stands before. */
export function momentOf(rows: readonly Row[], index: number): string | null {
  for (let at = Math.max(index, 0); at < rows.length; at++) {
    const row = rows[at];
    if (row !== undefined && "at" in row) return row.at;
  }
  return null;
}

function lastDay(rows: readonly Row[]): string {
  const last = rows.at(-1);
  return last !== undefined && "at" in last ? dayKey(last.at) : "";
}

function belongTogether(before: MessageRow, message: MessageRow): boolean {
  return before.senderId === message.senderId && Date.parse(message.at) - Date.parse(before.at) < GROUP_MS;
}

function ofSystem(entry: Entry): Row {
  return { type: "system", key: entry.message_id, seq: entry.seq, at: entry.created_at, entry };
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
