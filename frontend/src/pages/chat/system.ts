/** What happened to the conversation itself, as a sentence. */
import { locale, t } from "../../i18n";
import type { Entry, Participant } from "../../realtime/frames";
import type { Known } from "../../state/names";

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

export function systemSentence(entry: Entry, known: Known, me: string): string {
  const { data, sender_id } = entry;
  const event = EVENTS.find((one) => one === data?.event) ?? "changed";
  return t(`chat.system.${event}.${sender_id === me ? "you" : "other"}`, {
    actor: nameOf(sender_id, known, me),
    others: namesOf(data?.user_ids ?? [], known, me),
    title: data?.title ?? "",
    role: t(`chat.system.roles.${roleOf(data?.role)}`),
  });
}

export function nameOf(id: string | null, { names, whole }: Known, me: string): string {
  if (id === me) return t("common.you");
  return names.get(id ?? "") ?? (whole ? t("chat.someoneWhoLeft") : t("chat.someone"));
}

/** "you, Ada and Bob" */
export function namesOf(ids: readonly string[], known: Known, me: string): string {
  const names = ids.map((id) => (id === me ? t("common.youAmongOthers") : nameOf(id, known, me)));
  return new Intl.ListFormat(locale()).format(names);
}

function roleOf(role: string | undefined): Participant["role"] {
  return role === "owner" || role === "admin" ? role : "member";
}
