/** The order of the list: pinned first, then by activity; the archive apart. */
import type { ConversationId } from "../../../realtime/frames";
import { listedConversations } from "../../../state/selectors";
import type { ChatState } from "../../../state/state";

export function currentIds(state: ChatState, open: ConversationId | null): ConversationId[] {
  const current = listedConversations(state, open).filter((one) => !one.info.archived);
  const pinned = current.filter((one) => one.info.pinned);
  return [...pinned, ...current.filter((one) => !one.info.pinned)].map((one) => one.info.id);
}

export function archivedIds(state: ChatState, open: ConversationId | null): ConversationId[] {
  return listedConversations(state, open)
    .filter((one) => one.info.archived)
    .map((one) => one.info.id);
}
