/**
 * A part of a log far from its end, to read what a link or a quote points at. It grows both ways by pages, takes in the
 * changes of its messages, and ends when it meets the part that the state holds.
 */
import type { Seq } from "../../../../realtime/frames";
import { applyToMessages, emptyLog, type Log, type Page, prependPage } from "../../../../state/log";

export function excerptOf(page: Page): Log {
  const from = page.at_start ? 1 : page.from_seq;
  return { ...emptyLog(page.to_seq), from, messages: page.items };
}

export function withOlder(excerpt: Log, page: Page): Log {
  return prependPage(excerpt, page);
}

export function withNewer(excerpt: Log, page: Page): Log {
  if (page.from_seq > excerpt.to + 1 || page.to_seq <= excerpt.to) return excerpt;
  const newer = page.items.filter((entry) => entry.seq > excerpt.to);
  return { ...excerpt, to: page.to_seq, known: page.to_seq, messages: [...excerpt.messages, ...newer] };
}

/** With what the live log was told of its messages after `upTo`; null where that log no longer knows all of it. */
export function withChanges(excerpt: Log, upTo: Seq, live: Log): Log | null {
  if (upTo < live.changesAfter) return null;
  const missed = live.changes.filter((change) => change.seq > upTo);
  const messages = missed.reduce(applyToMessages, excerpt.messages);
  return messages === excerpt.messages ? excerpt : { ...excerpt, messages };
}

export function holds(log: Log, seq: Seq): boolean {
  return log.from <= seq && seq <= log.to;
}

/** The two make one log without a hole. */
export function touches(excerpt: Log, live: Log): boolean {
  return excerpt.to >= live.from - 1;
}

/** As a page to put in front of the live log. */
export function asPage(excerpt: Log): Page {
  return {
    items: [...excerpt.messages],
    from_seq: excerpt.from,
    to_seq: excerpt.to,
    at_start: excerpt.from <= 1,
  };
}
