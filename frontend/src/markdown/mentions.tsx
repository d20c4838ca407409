/** Members that a text names, marked; whoever else it names stays text. */
import type { ReactNode } from "react";
import { MENTION } from "../state/mentions";
import styles from "./Markdown.module.css";

export interface Names {
  /** The usernames that a mention can mean, in small letters, and what this person calls them if otherwise. */
  members: ReadonlyMap<string, string>;
  me: string;
}

export function withMentions(text: string, { members, me }: Names): ReactNode {
  if (members.size === 0 || !text.includes("@")) return text;
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    const username = match[1]?.toLowerCase() ?? "";
    if (!members.has(username)) continue;
    parts.push(text.slice(from, match.index));
    parts.push(
      <mark
        key={match.index}
        className={styles.mention}
        data-mine={username === me}
        title={members.get(username) || undefined}
      >
        {match[0]}
      </mark>,
    );
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}
