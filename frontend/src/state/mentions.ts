/** `@username` in a text, found as the server finds it (`MENTION` in chat_app/services/messages.py). */

export const MENTION = /(?<![\p{L}\p{N}_@.-])@([A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9_])/gu;

export function mentionsPerson(text: string | null, username: string): boolean {
  if (text === null) return false;
  const wanted = username.toLowerCase();
  return [...text.matchAll(MENTION)].some((match) => match[1]?.toLowerCase() === wanted);
}
