/** What a session keeps in the browser besides the credentials: drafts, and messages on their way. Signing out wipes it. */
import type { ConversationId } from "../realtime/frames";
import type { PendingMessage } from "../state/state";

const DRAFT = "chat.draft.";
/** In the tab's own storage: it outlives a reload, and no other tab writes over it. */
const OUTBOX = "chat.outbox";

export function draftOf(id: ConversationId): string {
  return localStorage.getItem(DRAFT + id) ?? "";
}

export function keepDraft(id: ConversationId, text: string): void {
  if (text === "") localStorage.removeItem(DRAFT + id);
  else localStorage.setItem(DRAFT + id, text);
}

export function keptOutbox(): PendingMessage[] {
  try {
    return JSON.parse(sessionStorage.getItem(OUTBOX) ?? "[]") as PendingMessage[];
  } catch {
    return [];
  }
}

export function keepOutbox(pending: readonly PendingMessage[]): void {
  if (pending.length === 0) sessionStorage.removeItem(OUTBOX);
  else sessionStorage.setItem(OUTBOX, JSON.stringify(pending));
}

export function forgetKept(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(DRAFT)) localStorage.removeItem(key);
  sessionStorage.removeItem(OUTBOX);
}
