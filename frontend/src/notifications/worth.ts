/** Which messages are worth a word to somebody who looks elsewhere. */
import type { Entry } from "../realtime/frames";
import { mentionsPerson } from "../state/mentions";
import { isMuted, readSeqOf } from "../state/selectors";
import type { ChatState } from "../state/state";

/** Somebody else's message, not read on another device, in a conversation that this person wants to hear of. */
export function isWorthTelling(state: ChatState, entry: Entry, now = Date.now()): boolean {
  const one = state.conversations[entry.conversation_id];
  if (one === undefined || entry.sender_id === state.me) return false;
  if ((entry.kind !== "text" && entry.kind !== "file") || entry.seq <= readSeqOf(one, state.me)) return false;
  if (isMuted(one.info, now) || one.info.notify === "nothing") return false;
  const own = one.info.participants.find(({ user }) => user.id === state.me);
  return (
    one.info.notify !== "mentions" ||
    one.info.kind === "direct" ||
    mentionsPerson(entry.content, own?.user.username ?? "")
  );
}
