/** What a session keeps in the browser besides the credentials: drafts, and messages on their way. Signing out wipes it. */
import type { ConversationId, UserId } from "../realtime/frames";
import type { Pending } from "../state/state";

const DRAFT = "chat.draft.";
/** In the tab's own storage: it outlives a reload, and no other tab writes over it. */
const OUTBOX = "chat.outbox";

interface KeptOutbox {
  of: UserId;
  pending: Pending[];
}

export function draftOf(id: ConversationId): string {
  return localStorage.getItem(DRAFT + id) ?? "";
}

export function keepDraft(id: ConversationId, text: string): void {
  if (text === "") localStorage.removeItem(DRAFT + id);
  else localStorage.setItem(DRAFT + id, text);
}

/** What that person had on its way: nobody else's messages are sent in their name. */
export function keptOutbox(me: UserId): Pending[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(OUTBOX) ?? "null") as KeptOutbox | null;
    return kept?.of === me ? kept.pending : [];
  } catch {
    return [];
  }
}

export function keepOutbox(me: UserId, pending: readonly Pending[]): void {
  if (pending.length === 0) sessionStorage.removeItem(OUTBOX);
  else sessionStorage.setItem(OUTBOX, JSON.stringify({ of: me, pending }));
}

export function forgetKept(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(DRAFT)) localStorage.removeItem(key);
  sessionStorage.removeItem(OUTBOX);
}
