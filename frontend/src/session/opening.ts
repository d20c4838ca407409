/** Opens what this browser keeps, and reads what the first look needs: begun before the page has the code to show it. */
import type { ConversationId, UserId } from "../realtime/frames";
import type { Restored } from "../state/reducer";
import { Cache } from "./cache";

export interface Opened {
  readonly cache: Cache;
  readonly first: Restored;
}

export interface Opening {
  readonly me: UserId;
  /** Null where nothing can be read: it is fetched then. */
  readonly opened: Promise<Opened | null>;
  /** The same once it is there, for whoever can't wait. */
  now: Opened | null;
}

let begun: Opening | null = null;

/** To be waited for as long as there is nothing else to do. */
export async function beginOpening(me: UserId, open: ConversationId | null): Promise<void> {
  if (!("indexedDB" in globalThis)) return;
  const opening: Opening = { me, opened: openKept(me, open), now: null };
  begun = opening;
  opening.now = await opening.opened;
}

/** What was begun for this person, once: a database is closed by whoever had it. */
export function takeOpening(me: UserId): Opening | null {
  const taken = begun?.me === me ? begun : null;
  begun = null;
  return taken;
}

export async function openKept(me: UserId, open: ConversationId | null): Promise<Opened | null> {
  const cache = await Cache.open(me);
  if (cache === null) return null;
  try {
    return { cache, first: await cache.first(open) };
  } catch {
    cache.close();
    return null;
  }
}

/** The conversation that an address names. */
export function conversationAt(path: string): ConversationId | null {
  return /^\/c\/([0-9a-f]+)/.exec(path)?.[1] ?? null;
}
