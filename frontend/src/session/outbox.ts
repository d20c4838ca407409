/**
 * One's own messages on their way. They live in the state as pending until the log shows them; after each connect the
 * ones without an answer are sent again in order, under the same client_id, so that a repeat does no harm.
 */
import type { ClientId, ConversationId, ErrorFrame, MessageId } from "../realtime/frames";
import type { PendingMessage } from "../state/state";
import { newClientId } from "./clientId";
import type { Wire } from "./wire";

const PASSING = new Set(["unavailable", "rate_limited", "internal"]);
const RETRY_AFTER_S = 2;

export class Outbox {
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  send(conversationId: ConversationId, content: string, replyTo: MessageId | null = null): void {
    const message: PendingMessage = {
      client_id: newClientId(),
      conversation_id: conversationId,
      content,
      reply_to: replyTo,
      created_at: new Date().toISOString(),
      ackedSeq: null,
      failure: null,
    };
    this.#wire.store.dispatch({ type: "local.send", message });
    this.#transmitNow(message);
  }

  retry(clientId: ClientId): void {
    this.#wire.store.dispatch({ type: "local.retry", client_id: clientId });
    const message = this.#wire.store.getState().pending.find((one) => one.client_id === clientId);
    if (message !== undefined) this.#transmitNow(message);
  }

  discard(clientId: ClientId): void {
    this.#wire.store.dispatch({ type: "local.discard", client_id: clientId });
  }

  resend(): void {
    for (const message of this.#wire.store.getState().pending) {
      if (message.ackedSeq === null && message.failure === null) this.#transmit(message);
    }
  }

  /** A server that is busy or unwell for now has refused nothing: the message goes out again. */
  willRetry({ client_id, code, retry_after }: ErrorFrame): boolean {
    if (client_id === undefined || !PASSING.has(code)) return false;
    setTimeout(() => this.resend(), (retry_after ?? RETRY_AFTER_S) * 1000);
    return true;
  }

  #transmitNow(message: PendingMessage): void {
    if (!this.#transmit(message)) this.#wire.wake();
  }

  #transmit({ client_id, conversation_id, content, reply_to }: PendingMessage): boolean {
    return this.#wire.send({
      type: "message.send",
      client_id,
      conversation_id,
      kind: "text",
      content,
      ...(reply_to !== null && { reply_to }),
    });
  }
}
