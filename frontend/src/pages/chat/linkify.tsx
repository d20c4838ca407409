/** Addresses in a text as links; everything else stays text, so nothing in a message can become markup. */
import type { ReactNode } from "react";

const LINK = /https?:\/\/[^\s<>"']+/g;
/** A full stop or a bracket after an address mostly belongs to the sentence. */
const TRAILING = /[.,;:!?)\]}]+$/;

export function linkify(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const address = match[0].replace(TRAILING, "");
    parts.push(text.slice(from, match.index), link(address, match.index));
    from = match.index + address.length;
  }
  parts.push(text.slice(from));
  return parts;
}

function link(address: string, at: number): ReactNode {
  return (
    <a key={at} href={address} target="_blank" rel="noopener noreferrer nofollow">
      {address}
    </a>
  );
}
