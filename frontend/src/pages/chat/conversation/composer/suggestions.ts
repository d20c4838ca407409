/** What can stand in place of what is being written: members to mention, emoji by their short codes. */
import type { Emoji } from "../../../../emoji/catalogue";
import { searchEmoji } from "../../../../emoji/search";
import { keptTone, toned } from "../../../../emoji/tones";
import type { Participant, User } from "../../../../realtime/frames";

const AT_MOST = 6;

export type Suggestion =
  | { readonly kind: "mention"; readonly key: string; readonly insert: string; readonly user: User }
  | { readonly kind: "emoji"; readonly key: string; readonly insert: string; readonly emoji: Emoji };

/** By username or by any part of the name shown; whose username begins so comes first. */
export function peopleFor(query: string, participants: readonly Participant[], me: string): Suggestion[] {
  const wanted = query.toLocaleLowerCase();
  const ranked: User[][] = [[], []];
  for (const { user } of participants) {
    if (user.id === me) continue;
    if (user.username.toLowerCase().startsWith(wanted)) ranked[0]?.push(user);
    else if (namesOf(user).some((name) => name.startsWith(wanted))) ranked[1]?.push(user);
  }
  return ranked
    .flat()
    .slice(0, AT_MOST)
    .map((user) => ({ kind: "mention", key: user.id, insert: `@${user.username} `, user }));
}

export function emojiFor(query: string, all: readonly Emoji[]): Suggestion[] {
  const tone = keptTone();
  return searchEmoji(all, query, AT_MOST).map((found) => {
    const emoji = { ...found, emoji: toned(found.emoji, tone) };
    return { kind: "emoji", key: found.emoji, insert: `${emoji.emoji} `, emoji };
  });
}

function namesOf(user: User): string[] {
  return `${user.nickname ?? ""} ${user.display_name}`.toLocaleLowerCase().trim().split(/\s+/);
}
