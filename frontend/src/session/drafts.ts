/** What was written and not sent yet, by conversation; kept through a reload, wiped by signing out. */
import type { ConversationId } from "../realtime/frames";

const PREFIX = "chat.draft.";

export function draftOf(id: ConversationId): string {
  return localStorage.getItem(PREFIX + id) ?? "";
}

export function keepDraft(id: ConversationId, text: string): void {
  if (text === "") localStorage.removeItem(PREFIX + id);
  else localStorage.setItem(PREFIX + id, text);
}

export function forgetDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}
