/** Opening a conversation that one has marked as unread takes the mark away; one may set it again while it is open. */
import { useEffect } from "react";
import { useSession } from "../../../contexts/SocketContext";
import { useOwnView } from "./useOwnView";

export function useUnmark(open: string | null): void {
  const { store } = useSession();
  const keep = useOwnView(open ?? "");
  useEffect(() => {
    if (open !== null && store.getState().conversations[open]?.info.unread_mark)
      void keep({ unread_mark: false });
  }, [open, store, keep]);
}
