/** Where the switcher can go: conversations by how well they fit, unread ones first, then people without one. */
import type { ConversationId, User } from "../../../realtime/frames";
import { shownName } from "../../../state/names";
import { activityOf, peerOf, titleOf, unreadOf } from "../../../state/selectors";
import type { ConversationState } from "../../../state/state";
import { fits } from "./fuzzy";

interface Face {
  name: string;
  /** What the colour comes from. */
  face: string;
  picture: string | null;
}

export type Choice =
  | (Face & { kind: "conversation"; id: ConversationId; unread: number; peer: string | null })
  | (Face & { kind: "person"; id: string; username: string });

export function conversationChoices(
  conversations: Readonly<Record<ConversationId, ConversationState>>,
  me: string,
  query: string,
): Choice[] {
  return Object.values(conversations)
    .map((one) => ({ one, unread: unreadOf(one, me), fit: fits(query, searched(one, me)) }))
    .filter(({ fit }) => fit !== null)
    .sort(
      (a, b) =>
        Number(b.unread > 0) - Number(a.unread > 0) ||
        (query.trim() === "" ? 0 : (b.fit ?? 0) - (a.fit ?? 0)) ||
        activityOf(b.one).localeCompare(activityOf(a.one)),
    )
    .map(({ one, unread }) => choiceOf(one, me, unread));
}

export function personChoices(people: readonly User[], here: readonly Choice[]): Choice[] {
  const known = new Set(here.map((choice) => (choice.kind === "conversation" ? choice.peer : null)));
  return people
    .filter((person) => !known.has(person.id))
    .map((person) => ({
      kind: "person",
      id: person.id,
      name: shownName(person),
      username: person.username,
      face: person.id,
      picture: person.avatar_url,
    }));
}

function choiceOf(one: ConversationState, me: string, unread: number): Choice {
  const peer = peerOf(one, me);
  return {
    kind: "conversation",
    id: one.info.id,
    name: titleOf(one, me),
    unread,
    peer: peer?.id ?? null,
    face: peer?.id ?? one.info.id,
    picture: peer?.avatar_url ?? one.info.avatar_url,
  };
}

function searched(one: ConversationState, me: string): string {
  const peer = peerOf(one, me);
  return peer === null ? titleOf(one, me) : `${titleOf(one, me)} ${peer.display_name} ${peer.username}`;
}
