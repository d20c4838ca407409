/** Esc: all of it is read, and one is back at the end. */
import { useCallback } from "react";
import { useSession } from "../../../contexts/SocketContext";
import { goTo, type ViewStore } from "./view";

export function useReadAll(id: string, view: ViewStore): () => void {
  const { receipts, store } = useSession();
  return useCallback(() => {
    const known = store.getState().conversations[id]?.log.known;
    if (known !== undefined) receipts.read(id, known);
    goTo(view, "latest");
  }, [id, view, receipts, store]);
}
