/** What happened to the conversation itself, as a sentence. */
import { locale, t } from "../../i18n";
import type { Entry, Participant } from "../../realtime/frames";

/** Events with a sentence of their own; one that this client doesn't know yet is "changed". */
const EVENTS = [
  "added",
  "created",
  "described",
  "history",
  "join_link",
  "joined",
  "left",
  "permissions",
  "pictured",
  "removed",
  "renamed",
  "role",
  "unreadable",
] as const;

export function systemSentence(entry: Entry, participants: readonly Participant[], me: string): string {
  const { data, sender_id } = entry;
  const event = EVENTS.find((one) => one === data?.event) ?? "changed";
  return t(`chat.system.${event}.${sender_id === me ? "you" : "other"}`, {
    actor: nameOf(sender_id, participants, me),
    others: namesOf(data?.user_ids ?? [], participants, me),
    title: data?.title ?? "",
    role: t(`chat.system.roles.${roleOf(data?.role)}`),
  });
}

export function nameOf(id: string | null, participants: readonly Participant[], me: string): string {
  if (id === me) return t("common.you");
  return participants.find((one) => one.user.id === id)?.user.display_name ?? t("chat.someoneWhoLeft");
}

/** "you, Ada and Bob" */
export function namesOf(ids: readonly string[], participants: readonly Participant[], me: string): string {
  const names = ids.map((id) => (id === me ? t("common.youAmongOthers") : nameOf(id, participants, me)));
  return new Intl.ListFormat(locale()).format(names);
}

function roleOf(role: string | undefined): Participant["role"] {
  return role === "owner" || role === "admin" ? role : "member";
}
