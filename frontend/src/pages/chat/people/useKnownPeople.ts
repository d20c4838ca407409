/** Everyone this person shares a conversation with, by name: who one mostly wants to write to. */
import { useChatList } from "../../../contexts/ChatContext";
import type { User } from "../../../realtime/frames";

export function useKnownPeople(): User[] {
  return useChatList((state) => {
    const people = new Map<string, User>();
    for (const one of Object.values(state.conversations)) {
      for (const { user } of one.info.participants) if (user.id !== state.me) people.set(user.id, user);
    }
    return [...people.values()].sort((a, b) => a.display_name.localeCompare(b.display_name));
  });
}
