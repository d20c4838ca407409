/** How one keeps a conversation for oneself: pinned, archived, muted, marked. Shown at once, taken back if refused. */
import { useCallback } from "react";
import { unwrap } from "../../../api/client";
import { useAuth } from "../../../contexts/AuthContext";
import { useSession } from "../../../contexts/SocketContext";
import type { Conversation } from "../../../realtime/frames";

export type OwnView = Partial<
  Pick<Conversation, "pinned" | "archived" | "muted_until" | "unread_mark" | "notify">
>;

/** Later than anybody's patience. */
export const FOR_GOOD = "2999-01-01T00:00:00Z";

export function useOwnView(id: string): (view: OwnView) => Promise<void> {
  const { api } = useAuth();
  const { store } = useSession();
  return useCallback(
    async (view) => {
      const before = store.getState().conversations[id]?.info;
      if (before === undefined) return;
      const show = (conversation: Conversation) =>
        store.dispatch({ type: "local.conversations", conversations: [conversation], isList: false });
      show({ ...before, ...view });
      try {
        const path = { conversation_id: id };
        show(
          await unwrap(api.PATCH("/api/conversations/{conversation_id}", { params: { path }, body: view })),
        );
      } catch {
        // As it was: the row says by itself that nothing changed.
        show(before);
      }
    },
    [api, store, id],
  );
}
