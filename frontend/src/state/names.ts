/** What people are called by this person: the name that they gave themselves, unless one has a name of one's own for them. */
import type { Contact, Conversation, Participant, User, UserId } from "../realtime/frames";
import { isWhole } from "./conversations";
import type { ConversationState } from "./state";

export type Nicknames = Readonly<Record<UserId, string>>;

export function shownName(user: User): string {
  return user.nickname ?? user.display_name;
}

/** With what a contact is called now. */
export function withNickname(nicknames: Nicknames, { user, nickname }: Contact): Nicknames {
  const { [user.id]: _before, ...others } = nicknames;
  return nickname ? { ...others, [user.id]: nickname } : others;
}

export function calledBy(user: User, nicknames: Nicknames): User {
  const nickname = nicknames[user.id];
  if (nickname === user.nickname) return user;
  const { nickname: _before, ...plain } = user;
  return nickname === undefined ? plain : { ...plain, nickname };
}

/** The same one where nothing is called otherwise than before. */
export function membersCalledBy(info: Conversation, nicknames: Nicknames): Conversation {
  if (info.participants.every(({ user }) => nicknames[user.id] === user.nickname)) return info;
  const participants = info.participants.map((one) => ({ ...one, user: calledBy(one.user, nicknames) }));
  return { ...info, participants };
}

/** Those names that the participants carry: what an earlier page knew. */
export function nicknamesAmong(conversations: Iterable<ConversationState>): Nicknames {
  const found: Record<UserId, string> = {};
  for (const { info } of conversations)
    for (const { user } of info.participants) if (user.nickname) found[user.id] = user.nickname;
  return found;
}

/** Everyone in a conversation whose name is known. */
export interface Known {
  readonly names: ReadonlyMap<UserId, string>;
  /** Whether all members are among them: whoever is missing has left. */
  readonly whole: boolean;
}

const NOBODY: Known = { names: new Map(), whole: true };
type Remembered = { guests: readonly User[] | undefined; known: Known };
/** By the list of participants, which many bubbles ask about and which seldom changes. */
const remembered = new WeakMap<readonly Participant[], Remembered>();

export function knownIn(one: ConversationState | undefined): Known {
  if (one === undefined) return NOBODY;
  const { info, guests } = one;
  const before = remembered.get(info.participants);
  if (before !== undefined && before.guests === guests) return before.known;
  const people = [...(guests ?? []), ...info.participants.map(({ user }) => user)];
  const known = { names: new Map(people.map((user) => [user.id, shownName(user)])), whole: isWhole(info) };
  remembered.set(info.participants, { guests, known });
  return known;
}
