/**
 * Fetches a conversation that an address names and the list didn't bring, and those members of a large group that don't
 * come with it; true when there is no such conversation.
 */
import { useEffect, useState } from "react";
import { Problem } from "../../../api/problem";
import { useChat } from "../../../contexts/ChatContext";
import { useSession } from "../../../contexts/SocketContext";
import { isWhole } from "../../../state/conversations";

export function useFetchedConversation(id: string, exists: boolean): boolean {
  const { loader } = useSession();
  const listed = useChat((state) => state.loaded);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    if (exists || !listed) return;
    let left = false;
    loader.loadConversation(id).catch((error: unknown) => {
      if (!left && Problem.of(error).code !== "network") setMissing(true);
    });
    return () => {
      left = true;
    };
  }, [id, exists, listed, loader]);
  const whole = useChat((state) => {
    const info = state.conversations[id]?.info;
    return info === undefined || isWhole(info);
  });
  useEffect(() => {
    // Only their names are missing: without them the log says who wrote less well.
    if (!whole) loader.loadMembers(id).catch(() => undefined);
  }, [id, whole, loader]);
  return missing && !exists;
}
