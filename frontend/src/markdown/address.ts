/** Which addresses a message may link to. */

const ALLOWED = new Set(["http:", "https:", "mailto:"]);

/** The address in full; null for one that is none, is relative, or could do more than be visited. */
export function safeAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, href } = new URL(address);
  return ALLOWED.has(protocol) ? href : null;
}
