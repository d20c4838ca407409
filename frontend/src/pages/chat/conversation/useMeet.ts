/** Asks who those are whom the log names and nobody has told of yet. */
import { useEffect } from "react";
import { useChat } from "../../../contexts/ChatContext";
import { useSession } from "../../../contexts/SocketContext";
import { knownIn } from "../../../state/names";

export function useMeet(conversationId: string, ids: readonly (string | null)[]): void {
  const { loader } = useSession();
  const strangers = useChat((state) => {
    const { names } = knownIn(state.conversations[conversationId]);
    return ids.filter((id) => id !== null && id !== state.me && !names.has(id)).join(" ");
  });
  useEffect(() => {
    if (strangers !== "") void loader.meet(conversationId, strangers.split(" "));
  }, [conversationId, strangers, loader]);
}
