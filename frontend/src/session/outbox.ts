/**
 * One's own messages and changes on their way. They live in the state as pending until the log shows them, and go out
 * one after the other: the next waits for the answer to the one before, so that the order holds also when the server
 * is too busy for one of them. A repeat under the same client_id does no harm.
 */
import type {
  ClientFrame,
  ClientId,
  ConversationId,
  ErrorFrame,
  MessageId,
  ServerFrame,
} from "../realtime/frames";
import type { Pending, PendingChange } from "../state/state";
import { newClientId } from "./clientId";
import type { Wire } from "./wire";

const PASSING = new Set(["unavailable", "rate_limited", "internal"]);
const RETRY_AFTER_S = 2;
/** Each request is answered. Should an answer be lost on a line that lives, it is asked again. */
const ANSWER_MS = 20_000;

type Timer = ReturnType<typeof setTimeout> | undefined;
/** What makes a change that change; the rest is the same for all. */
type Wanted = Pending extends infer Each
  ? Each extends Pending
    ? Omit<Each, "client_id" | "created_at" | "ackedSeq" | "failure">
    : never
  : never;

export class Outbox {
  readonly #wire: Wire;
  #inFlight: ClientId | null = null;
  /** Runs while nothing may go out: the server asked for patience. */
  #pause: Timer;
  #answer: Timer;
  /** Runs to the moment at which something held may go. */
  #held: Timer;

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
    this.#pump();
    this.#wire.wake();
  }

  /** Forgets a message that wasn't sent; takes a change back that waits, or was refused. */
  discard(clientId: ClientId): void {
    this.#wire.store.dispatch({ type: "local.discard", client_id: clientId });
  }

  /** The connection is there, or a new one: what it was asked before it may not have heard. */
  resend(): void {
    this.#settle();
    this.#pump();
  }

  /** A server that is busy or unwell for now has refused nothing: it is asked again, and the others wait behind. */
  willRetry({ client_id, code, retry_after }: ErrorFrame): boolean {
    if (client_id === undefined || !PASSING.has(code)) return false;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(
      () => {
        this.#pause = undefined;
        this.resend();
      },
      (retry_after ?? RETRY_AFTER_S) * 1000,
    );
    return true;
  }

  /** After the store has taken the frame in. */
  hear(frame: ServerFrame): void {
    if ((frame.type !== "ack" && frame.type !== "error") || frame.client_id !== this.#inFlight) return;
    this.#settle();
    this.#pump();
  }

  stop(): void {
    this.#settle();
    for (const timer of [this.#pause, this.#held]) clearTimeout(timer);
    this.#pause = this.#held = undefined;
  }

  #queue(wanted: Wanted): ClientId {
    const client_id = newClientId();
    const created_at = new Date().toISOString();
    const pending = { ...wanted, client_id, created_at, ackedSeq: null, failure: null } as Pending;
    this.#wire.store.dispatch({ type: "local.send", pending });
    this.#pump();
    if (this.#inFlight === null) this.#wire.wake();
    return client_id;
  }

  #settle(): void {
    clearTimeout(this.#answer);
    this.#inFlight = null;
  }

  #pump(): void {
    if (this.#inFlight !== null || this.#pause !== undefined) return;
    const waiting = this.#wire.store.getState().pending.filter(isUnsent);
    const next = waiting.find((one) => heldMs(one) <= 0);
    this.#wakeForHeld(waiting);
    if (next === undefined || !this.#wire.send(frameOf(next))) return;
    this.#inFlight = next.client_id;
    this.#answer = setTimeout(() => this.resend(), ANSWER_MS);
  }

  #wakeForHeld(waiting: Pending[]): void {
    clearTimeout(this.#held);
    const soonest = Math.min(...waiting.map(heldMs).filter((ms) => ms > 0));
    if (soonest !== Infinity) this.#held = setTimeout(() => this.#pump(), soonest);
  }
}

function isUnsent(one: Pending): boolean {
  return one.ackedSeq === null && one.failure === null;
}

function heldMs(one: Pending): number {
  return one.type === "message.delete" && one.heldUntil !== null ? Date.parse(one.heldUntil) - Date.now() : 0;
}

function frameOf(one: Pending): ClientFrame {
  if (one.type !== "message.send") return changeFrame(one);
  const { type, client_id, conversation_id, content, reply_to } = one;
  return {
    type,
    client_id,
    conversation_id,
    kind: "text",
    content,
    ...(reply_to !== null && { reply_to }),
  };
}

function changeFrame(one: PendingChange): ClientFrame {
  const { client_id, message_id } = one;
  switch (one.type) {
    case "message.edit":
      return { type: one.type, client_id, message_id, content: one.content };
    case "message.delete":
      return { type: one.type, client_id, message_id };
    case "reaction.set":
      return { type: one.type, client_id, message_id, emoji: one.emoji, on: one.on };
  }
}
