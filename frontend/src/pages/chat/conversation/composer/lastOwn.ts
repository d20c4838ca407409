import type { Entry } from "../../../../realtime/frames";
import { shownMessages } from "../../../../state/selectors";
import type { ChatState } from "../../../../state/state";

/** The newest message of one's own that can still be changed. */
export function lastOwnMessage(state: ChatState, id: string): Entry | null {
  const isOwn = (entry: Entry) =>
    entry.sender_id === state.me && entry.kind === "text" && entry.deleted_at === null;
  return shownMessages(state, id).findLast(isOwn) ?? null;
}
