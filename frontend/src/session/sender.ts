/**
 * Takes the outbox to the server, one request after the other: the next waits for the answer to the one before, so that
 * the order holds also when the server is too busy for one of them. A repeat under the same client_id does no harm.
 */
import type { ClientFrame, ClientId, ErrorFrame, ServerFrame } from "../realtime/frames";
import type { Pending, PendingChange } from "../state/state";
import { pauseFor } from "./patience";
import type { Wire } from "./wire";

/** Each request is answered. Should an answer be lost on a line that lives, it is asked again. */
const ANSWER_MS = 20_000;

type Timer = ReturnType<typeof setTimeout> | undefined;

export class Sender {
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

  /** The connection is there, or a new one: what was asked before it may not have been heard. */
  connected(): void {
    this.#settle();
    this.pump();
  }

  /** Sends what is next, unless something is under way. To be called when the outbox changed. */
  pump(): void {
    if (this.#inFlight !== null || this.#pause !== undefined) return;
    const waiting = this.#wire.store.getState().pending.filter(isUnsent);
    this.#wakeForHeld(waiting);
    const next = waiting.find((one) => heldMs(one) <= 0);
    if (next === undefined || !this.#wire.send(frameOf(next))) return;
    this.#inFlight = next.client_id;
    this.#answer = setTimeout(() => this.connected(), ANSWER_MS);
  }

  /** A server that is busy or unwell for now has refused nothing: it is asked again, and the others wait behind. */
  willRetry(error: ErrorFrame): boolean {
    const pause = pauseFor(error);
    if (error.client_id === undefined || pause === null) return false;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.connected();
    }, pause);
    return true;
  }

  /** After the store has taken the frame in. */
  hear(frame: ServerFrame): void {
    if ((frame.type !== "ack" && frame.type !== "error") || frame.client_id !== this.#inFlight) return;
    this.#settle();
    this.pump();
  }

  stop(): void {
    this.#settle();
    for (const timer of [this.#pause, this.#held]) clearTimeout(timer);
    this.#pause = this.#held = undefined;
  }

  #settle(): void {
    clearTimeout(this.#answer);
    this.#inFlight = null;
  }

  #wakeForHeld(waiting: Pending[]): void {
    clearTimeout(this.#held);
    const soonest = Math.min(...waiting.map(heldMs).filter((ms) => ms > 0));
    if (soonest !== Infinity) this.#held = setTimeout(() => this.pump(), soonest);
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
