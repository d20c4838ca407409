import type { ClientId } from "../realtime/frames";

/** Not crypto.randomUUID: that one is missing on a plain-HTTP address in a local network. */
export function newClientId(): ClientId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
