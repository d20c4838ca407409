/** Typing, both ways: said at most every 3 s, and believed for 6 s, since the word that it ended may be lost. */
import type { ConversationId, ServerFrame, UserId } from "../realtime/frames";
import type { Wire } from "./wire";

const SAY_EVERY_MS = 3_000;
const BELIEVE_MS = 6_000;

export class Typing {
  readonly #wire: Wire;
  #said: { conversation: ConversationId; at: number } | null = null;
  readonly #expiry = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** A key was pressed in the composer of this conversation. */
  active(conversation: ConversationId): void {
    const now = Date.now();
    if (this.#said?.conversation === conversation && now - this.#said.at < SAY_EVERY_MS) return;
    if (this.#wire.send({ type: "typing", conversation_id: conversation, active: true })) {
      this.#said = { conversation, at: now };
    }
  }

  /** Sent, cleared or left. */
  inactive(conversation: ConversationId): void {
    if (this.#said?.conversation !== conversation) return;
    this.#said = null;
    this.#wire.send({ type: "typing", conversation_id: conversation, active: false });
  }

  hear(frame: ServerFrame): void {
    if (frame.type !== "typing") return;
    const key = `${frame.conversation_id} ${frame.user_id}`;
    clearTimeout(this.#expiry.get(key));
    this.#expiry.delete(key);
    if (frame.active)
      this.#expiry.set(
        key,
        setTimeout(() => this.#expire(frame.conversation_id, frame.user_id), BELIEVE_MS),
      );
  }

  stop(): void {
    for (const timer of this.#expiry.values()) clearTimeout(timer);
    this.#expiry.clear();
  }

  #expire(conversation_id: ConversationId, user_id: UserId): void {
    // Each tab believes for itself.
    this.#wire.store.apply({ type: "typing", conversation_id, user_id, active: false });
  }
}
