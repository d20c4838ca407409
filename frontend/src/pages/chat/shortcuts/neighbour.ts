/** Which conversation comes next in the list, up or down. */
import type { ConversationId } from "../../../realtime/frames";
import { unreadOf } from "../../../state/selectors";
import type { ChatState } from "../../../state/state";
import { currentIds } from "../sidebar/listed";

/** From the open one on, around at the ends; from nowhere, the first or the last. Null when there is none. */
export function neighbour(
  state: ChatState,
  open: ConversationId | null,
  step: 1 | -1,
  { unreadOnly }: { unreadOnly: boolean },
): ConversationId | null {
  const ids = currentIds(state, open);
  const start = open === null ? -1 : ids.indexOf(open);
  const walk = ids.map((_, count) => {
    const from = start === -1 && step === -1 ? ids.length : start;
    return ids.at((from + step * (count + 1)) % ids.length);
  });
  const wanted = (id: ConversationId) => !unreadOnly || (id !== open && isUnread(state, id));
  return walk.find((id) => id !== undefined && id !== open && wanted(id)) ?? null;
}

function isUnread(state: ChatState, id: ConversationId): boolean {
  const one = state.conversations[id];
  return one !== undefined && (unreadOf(one, state.me) > 0 || one.info.unread_mark === true);
}
