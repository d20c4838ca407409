/**
 * The part of one conversation's log that this client holds: all entries from `from` to `to`, without a hole. What it
 * shows are the messages among them, the changes already applied. An empty part has `from = to + 1`: it covers nothing
 * and still says where the log goes on.
 */
import type { Entry, Seq } from "../realtime/frames";

export interface Log {
  readonly from: Seq;
  readonly to: Seq;
  /** The highest seq heard of; above `to` means that something was missed. */
  readonly known: Seq;
  /** Messages only (text, file, system), ascending by seq. */
  readonly messages: readonly Entry[];
  /** The latest changes (edits, deletions, reactions), also of messages that aren't held: all of them after `changesAfter`. */
  readonly changes: readonly Entry[];
  readonly changesAfter: Seq;
}

/** Far more than are made while a page is on its way; beyond it the page is asked for again. */
export const KEPT_CHANGES = 100;

export interface Page {
  items: Entry[];
  from_seq: Seq;
  to_seq: Seq;
  at_start: boolean;
}

/** A log of which nothing is held yet, and which goes on after `lastSeq`. */
export function emptyLog(lastSeq: Seq): Log {
  return { from: lastSeq + 1, to: lastSeq, known: lastSeq, messages: [], changes: [], changesAfter: lastSeq };
}

export function hasGap(log: Log): boolean {
  return log.known > log.to;
}

export function holdsStart(log: Log): boolean {
  return log.from <= 1;
}

/** Notes that the log reaches at least to `seq`, without having what lies between. */
export function heardOf(log: Log, seq: Seq): Log {
  return seq > log.known ? { ...log, known: seq } : log;
}

/**
 * Appends one entry. What is held already is dropped, and what would leave a hole is only heard of: it comes again with
 * the answer to `sync`, in order.
 */
export function appendEntry(log: Log, entry: Entry): Log {
  if (entry.seq <= log.to) return log;
  if (entry.seq > log.to + 1) return heardOf(log, entry.seq);
  const known = Math.max(log.known, entry.seq);
  return withChange({ ...log, to: entry.seq, known, messages: applyToMessages(log.messages, entry) }, entry);
}

function withChange(log: Log, entry: Entry): Log {
  if (entry.target_id === null) return log;
  const changes = [...log.changes, entry];
  const [oldest] = changes;
  if (oldest === undefined || changes.length <= KEPT_CHANGES) return { ...log, changes };
  return { ...log, changes: changes.slice(1), changesAfter: oldest.seq };
}

/** The newest `most` messages of it, and the part of the log that they cover. */
export function tailOf(log: Log, most: number): Log {
  const messages = log.messages.slice(-most);
  const first = messages[0];
  if (messages.length === log.messages.length || first === undefined) return log;
  return { ...log, from: first.seq, messages };
}

/** `log`, with what another copy of the same log holds before it. */
export function withOlder(log: Log, other: Log): Log {
  if (other.to !== log.to || other.from >= log.from) return log;
  const older = other.messages.filter((message) => message.seq < log.from);
  return { ...log, from: other.from, messages: [...older, ...log.messages] };
}

/** The held part goes on to `seq`: nothing that this client may see lies between. */
export function reachTo(log: Log, seq: Seq): Log {
  return seq > log.to ? { ...log, to: seq, known: Math.max(log.known, seq) } : log;
}

/**
 * A page that was asked for when the log was held up to `asked`, as of now: the server may have read it before a change
 * that was heard while it was on its way. Changes that it has already may come once more: the last of each stands. Null
 * when the log no longer knows all of them.
 */
export function caughtUp(page: Page, asked: Seq, log: Log): Page | null {
  if (asked < log.changesAfter) return null;
  const missed = log.changes.filter((change) => change.seq > asked);
  return { ...page, items: [...missed.reduce<readonly Entry[]>(applyToMessages, page.items)] };
}

/** Puts an older page in front. A page that doesn't touch what is held is refused, so that no hole can show. */
export function prependPage(log: Log, page: Page): Log {
  if (page.to_seq < log.from - 1 || page.from_seq >= log.from) {
    return page.at_start && page.items.length === 0 ? { ...log, from: 1 } : log;
  }
  const older = page.items.filter((entry) => entry.seq < log.from);
  return { ...log, from: page.at_start ? 1 : page.from_seq, messages: [...older, ...log.messages] };
}

/** What `entry` makes of a list of messages: one more, or one of them changed. */
export function applyToMessages(messages: readonly Entry[], entry: Entry): readonly Entry[] {
  switch (entry.kind) {
    case "edit":
      return changed(messages, entry, (target) => ({
        ...target,
        content: entry.content,
        edited_at: entry.created_at,
      }));
    case "delete":
      return changed(messages, entry, (target) => ({
        ...target,
        content: null,
        deleted_at: entry.created_at,
      }));
    case "reaction":
      return changed(messages, entry, (target) => ({
        ...target,
        reactions: withReaction(target.reactions, entry),
      }));
    default:
      return [...messages, entry];
  }
}

function withReaction(reactions: Entry["reactions"], { sender_id, data }: Entry): Entry["reactions"] {
  if (sender_id === null || data?.emoji === undefined) return reactions;
  const { [data.emoji]: who = [], ...rest } = reactions;
  const others = who.filter((one) => one !== sender_id);
  const now = data.on ? [...others, sender_id] : others;
  return now.length === 0 ? rest : { ...reactions, [data.emoji]: now };
}

/** A change whose message isn't held is remembered in `changes`: a page that comes may bring it as it was before. */
function changed(
  messages: readonly Entry[],
  change: Entry,
  apply: (target: Entry) => Entry,
): readonly Entry[] {
  const index = messages.findLastIndex((message) => message.message_id === change.target_id);
  const target = messages[index];
  return target === undefined ? messages : messages.with(index, apply(target));
}
