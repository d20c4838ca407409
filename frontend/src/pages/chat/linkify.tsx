/**
 * Addresses in a text as links, and members named in it marked; everything else stays text, so nothing in a message can
 * become markup.
 */
import type { ReactNode } from "react";
import { MENTION } from "../../state/mentions";
import styles from "./linkify.module.css";

const LINK = /https?:\/\/[^\s<>"']+/;
const SPECIAL = new RegExp(`${LINK.source}|${MENTION.source}`, "gu");
/** A full stop or a bracket after an address mostly belongs to the sentence. */
const TRAILING = /[.,;:!?)\]}]+$/;

/** `members` are the usernames that a mention can mean, in small letters. */
export function linkify(text: string, members: readonly string[] = [], me = ""): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(SPECIAL)) {
    const username = match[1]?.toLowerCase();
    if (username !== undefined && !members.includes(username)) continue;
    const shown = username === undefined ? match[0].replace(TRAILING, "") : match[0];
    parts.push(text.slice(from, match.index));
    parts.push(
      username === undefined ? link(shown, match.index) : mention(shown, match.index, username === me),
    );
    from = match.index + shown.length;
  }
  parts.push(text.slice(from));
  return parts;
}

function mention(name: string, at: number, mine: boolean): ReactNode {
  return (
    <mark key={at} className={styles.mention} data-mine={mine}>
      {name}
    </mark>
  );
}

function link(address: string, at: number): ReactNode {
  return (
    <a key={at} href={address} target="_blank" rel="noopener noreferrer nofollow">
      {address}
    </a>
  );
}
