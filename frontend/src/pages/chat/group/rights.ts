/** Who may do what in a group: the same as services/group_rights.py of the server, which has the last word. */
import type { Conversation, Participant } from "../../../realtime/frames";

type Role = Participant["role"];
type Act = "write" | "add" | "rename" | "rule" | "appoint" | "remove" | "link";

const RANK: Record<Role, number> = { member: 0, admin: 1, owner: 2 };

export function may(info: Conversation, me: string, act: Act): boolean {
  const role = roleIn(info, me);
  return info.kind === "group" && role !== null && RANK[role] >= RANK[leastRole(info, act)];
}

/** Removing takes a higher role than the removed one's. */
export function mayRemove(info: Conversation, me: string, member: Participant): boolean {
  const role = roleIn(info, me);
  return member.user.id !== me && role !== null && may(info, me, "remove") && RANK[role] > RANK[member.role];
}

function roleIn(info: Conversation, id: string): Role | null {
  return info.participants.find(({ user }) => user.id === id)?.role ?? null;
}

function leastRole(info: Conversation, act: Act): Role {
  if (act === "appoint") return "owner";
  const rules = { write: info.who_may_write, add: info.who_may_add, rename: info.who_may_rename };
  return act in rules && rules[act as keyof typeof rules] === "members" ? "member" : "admin";
}
