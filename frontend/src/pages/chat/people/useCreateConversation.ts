/** Makes a conversation on the server and takes it into the store; gives its id. */
import { useCallback } from "react";
import { unwrap } from "../../../api/client";
import { useAuth } from "../../../contexts/AuthContext";
import { useSession } from "../../../contexts/SocketContext";

interface NewConversation {
  kind: "direct" | "group";
  participant_ids: string[];
  title?: string;
}

export function useCreateConversation() {
  const { api } = useAuth();
  const { store } = useSession();
  return useCallback(
    async (body: NewConversation): Promise<string> => {
      const conversation = await unwrap(api.POST("/api/conversations", { body }));
      store.dispatch({ type: "local.conversations", conversations: [conversation], isList: false });
      return conversation.id;
    },
    [api, store],
  );
}
