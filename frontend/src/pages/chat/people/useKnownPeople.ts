/** Everyone this person shares a conversation with, by name: who one mostly wants to write to. */
import { useChatList } from "../../../contexts/ChatContext";
import type { User } from "../../../realtime/frames";
import { shownName } from "../../../state/names";

export function useKnownPeople(): User[] {
  return useChatList((state) => {
    const people = new Map<string, User>();
    for (const one of Object.values(state.conversations)) {
      for (const { user } of one.info.participants) if (user.id !== state.me) people.set(user.id, user);
    }
    return [...people.values()].sort((a, b) => shownName(a).localeCompare(shownName(b)));
  });
}
