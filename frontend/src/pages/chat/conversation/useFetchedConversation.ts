/**
 * Fetches a conversation that an address names and the list didn't bring, and those members of a large group that don't
 * come with it; true when there is no such conversation.
 */
import { useEffect, useState } from "react";
import { Problem } from "../../../api/problem";
import { useChat } from "../../../contexts/ChatContext";
import { useSession } from "../../../contexts/SocketContext";
import { isWhole } from "../../../state/conversations";

/** What could not be had for now is asked for again after it. */
const RETRY_MS = 3_000;

export function useFetchedConversation(id: string, exists: boolean): boolean {
  const { loader } = useSession();
  const listed = useChat((state) => state.loaded);
  const [missing, setMissing] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (exists || !listed) return;
    let left = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    loader.loadConversation(id).catch((error: unknown) => {
      if (left) return;
      if (Problem.of(error).isGone) setMissing(true);
      else again = setTimeout(() => setAttempt(attempt + 1), RETRY_MS);
    });
    return () => {
      left = true;
      clearTimeout(again);
    };
  }, [id, exists, listed, loader, attempt]);
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
