/** How one keeps a conversation for oneself: pinned, archived, muted, marked. Shown at once, taken back if refused. */
import { useCallback } from "react";
import { unwrap } from "../../../api/client";
import { useAuth } from "../../../contexts/AuthContext";
import { useSession } from "../../../contexts/SocketContext";
import type { OwnView } from "../../../state/state";

/** Later than anybody's patience. */
export const FOR_GOOD = "2999-01-01T00:00:00Z";

export function useOwnView(id: string): (view: OwnView) => Promise<void> {
  const { api } = useAuth();
  const { store } = useSession();
  return useCallback(
    async (view) => {
      const before = store.getState().conversations[id]?.info;
      if (before === undefined) return;
      const show = (shown: OwnView) =>
        store.dispatch({ type: "local.ownView", conversation_id: id, view: shown });
      show(view);
      try {
        const path = { conversation_id: id };
        const answer = await unwrap(
          api.PATCH("/api/conversations/{conversation_id}", { params: { path }, body: view }),
        );
        store.dispatch({ type: "local.conversations", conversations: [answer], isList: false });
      } catch {
        // As it was: the row says by itself that nothing changed.
        const names = Object.keys(view) as (keyof OwnView)[];
        show(Object.fromEntries(names.map((name) => [name, before[name]])));
      }
    },
    [api, store, id],
  );
}
