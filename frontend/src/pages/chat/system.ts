/** What happened to the conversation itself, as a sentence. */
import type { Entry, Participant } from "../../realtime/frames";

export function systemSentence(entry: Entry, participants: readonly Participant[], me: string): string {
  const actor = nameOf(entry.sender_id, participants, me);
  const others = namesOf(entry.data?.user_ids ?? [], participants, me);
  switch (entry.data?.event) {
    case "created":
      return `${actor} created the group “${entry.data.title ?? ""}”`;
    case "renamed":
      return `${actor} renamed the group to “${entry.data.title ?? ""}”`;
    case "added":
      return `${actor} added ${others}`;
    case "removed":
      return `${actor} removed ${others}`;
    case "left":
      return `${actor} left the group`;
    case "role":
      return `${actor} made ${others} ${withArticle(entry.data.role ?? "member")}`;
    default:
      return entry.content ?? `${actor} changed the conversation`;
  }
}

export function nameOf(id: string | null, participants: readonly Participant[], me: string): string {
  if (id === me) return "You";
  return participants.find((one) => one.user.id === id)?.user.display_name ?? "Someone who left";
}

function namesOf(ids: readonly string[], participants: readonly Participant[], me: string): string {
  const names = ids.map((id) => (id === me ? "you" : nameOf(id, participants, me)));
  return new Intl.ListFormat("en").format(names);
}

function withArticle(role: string): string {
  return role === "owner" ? "the owner" : role === "admin" ? "an admin" : `a ${role}`;
}
