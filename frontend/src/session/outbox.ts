/** What one says and changes goes into the state as pending, and shows from there; the sender takes it to the server. */
import type { ClientId, ConversationId, MessageId } from "../realtime/frames";
import type { Pending } from "../state/state";
import { newClientId } from "./clientId";
import type { Wire } from "./wire";

/** What makes a request that request; the rest is the same for all. */
type Wanted = Pending extends infer Each
  ? Each extends Pending
    ? Omit<Each, "client_id" | "created_at" | "ackedSeq" | "failure">
    : never
  : never;

export class Outbox {
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  send(conversation_id: ConversationId, content: string, reply_to: MessageId | null = null): ClientId {
    return this.#queue({ type: "message.send", conversation_id, content, reply_to });
  }

  editMessage(conversation_id: ConversationId, message_id: MessageId, content: string): ClientId {
    return this.#queue({ type: "message.edit", conversation_id, message_id, content });
  }

  /** Shows as deleted at once and is sent after `holdMs`: until then `discard` undoes it. */
  deleteMessage(conversation_id: ConversationId, message_id: MessageId, holdMs = 0): ClientId {
    const heldUntil = holdMs > 0 ? new Date(Date.now() + holdMs).toISOString() : null;
    return this.#queue({ type: "message.delete", conversation_id, message_id, heldUntil });
  }

  setReaction(conversation_id: ConversationId, message_id: MessageId, emoji: string, on: boolean): ClientId {
    return this.#queue({ type: "reaction.set", conversation_id, message_id, emoji, on });
  }

  /** Once more for what was refused. It keeps its place in the order. */
  retry(clientId: ClientId): void {
    this.#wire.store.dispatch({ type: "local.retry", client_id: clientId });
    this.#wire.wake();
  }

  /** Forgets a message that wasn't sent; takes a change back that waits, or was refused. */
  discard(clientId: ClientId): void {
    this.#wire.store.dispatch({ type: "local.discard", client_id: clientId });
  }

  #queue(wanted: Wanted): ClientId {
    const client_id = newClientId();
    const created_at = new Date().toISOString();
    const pending = { ...wanted, client_id, created_at, ackedSeq: null, failure: null };
    this.#wire.store.dispatch({ type: "local.send", pending });
    this.#wire.wake();
    return client_id;
  }
}
