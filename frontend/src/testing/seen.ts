/** What a person sees of a state, wherever it came from: what two ways to the same end must agree in. */
import type { Entry } from "../realtime/frames";
import { mentionsOf, othersOf, shownMessages, tickOf, unreadOf } from "../state/selectors";
import type { ChatState } from "../state/state";

/** `from` says for each conversation from which seq on its messages are compared: each copy holds what it holds. */
export function seenOf(state: ChatState, from: (id: string) => number = () => 0) {
  return Object.fromEntries(
    Object.entries(state.conversations).map(([id, one]) => [
      id,
      {
        to: one.log.to,
        known: one.log.known,
        title: one.info.title,
        members: one.info.participants
          .map(({ user, role, delivered_seq, read_seq }) => `${user.id} ${role} ${delivered_seq} ${read_seq}`)
          .sort(),
        unread: unreadOf(one, state.me),
        mentions: mentionsOf(one, state.me),
        newest: one.newest === null ? null : said(one.newest),
        messages: shownMessages(state, id)
          .filter((message) => message.seq >= from(id))
          .map((message) => ({ ...said(message), tick: tickOf(message.seq, othersOf(one, state.me)) })),
      },
    ]),
  );
}

function said({
  message_id,
  seq,
  sender_id,
  kind,
  content,
  reactions,
  edited_at,
  deleted_at,
  reply_to,
}: Entry) {
  const who = Object.entries(reactions).map(([emoji, people]) => `${emoji} ${[...people].sort().join()}`);
  return {
    message_id,
    seq,
    sender_id,
    kind,
    content,
    reactions: who.sort(),
    edited: edited_at !== null,
    deleted: deleted_at !== null,
    reply_to,
  };
}
