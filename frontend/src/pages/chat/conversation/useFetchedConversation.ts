/** Fetches a conversation that an address names and the list didn't bring; true when there is none. */
import { useEffect, useState } from "react";
import { Problem } from "../../../api/problem";
import { useChat } from "../../../contexts/ChatContext";
import { useSession } from "../../../contexts/SocketContext";

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
  return missing && !exists;
}
