/** Tells the server how far this person has received and read. Cumulative, so only the furthest of a moment is sent. */
import type { ConversationId, ErrorFrame, Seq, ServerFrame } from "../realtime/frames";
import { readSeqOf } from "../state/selectors";
import type { ConversationState } from "../state/state";
import { pauseFor } from "./patience";
import type { Wire } from "./wire";

/** Long enough to turn a burst into one frame, short enough that a tick feels immediate. */
const TOGETHER_MS = 80;
/** What a refusal names, before the conversation. */
const ID = "receipt ";

interface Cursors {
  delivered: Seq;
  read: Seq;
}

export class Receipts {
  readonly #wire: Wire;
  /** What the server knows, as far as this session can tell. */
  readonly #known = new Map<ConversationId, Cursors>();
  /** Told over a connection that may have died with it. */
  readonly #told = new Set<ConversationId>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** The person has seen everything up to `seq`. */
  read(conversationId: ConversationId, seq: Seq): void {
    const { conversations, me } = this.#wire.store.getState();
    const conversation = conversations[conversationId];
    if (conversation === undefined || readSeqOf(conversation, me) >= seq) return;
    this.#wire.store.dispatch({ type: "local.read", conversation_id: conversationId, seq });
  }

  tellSoon(): void {
    if (this.#timer === undefined) this.#tellAfter(TOGETHER_MS);
  }

  /** After a reconnect: a receipt is answered by nothing, so what was told before may be lost. */
  tellAgain(): void {
    for (const id of this.#told) this.#known.set(id, { delivered: 0, read: 0 });
    this.#told.clear();
    this.#tellAfter(TOGETHER_MS);
  }

  /** Sending moves one's own cursors on the server: no receipt is needed for that. */
  hear(frame: ServerFrame): void {
    if (frame.type === "error") this.#refused(frame);
    if (frame.type !== "ack") return;
    const known = this.#known.get(frame.conversation_id);
    if (known === undefined) return;
    known.delivered = Math.max(known.delivered, frame.seq);
    known.read = Math.max(known.read, frame.seq);
  }

  /** What the server could not note for now is told again; what it refuses for good, it will never want. */
  #refused(error: ErrorFrame): void {
    const pause = pauseFor(error);
    if (pause === null || !error.id?.startsWith(ID)) return;
    this.#known.set(error.id.slice(ID.length), { delivered: 0, read: 0 });
    this.#tellAfter(pause);
  }

  #tellAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, ms);
  }

  #tell(): void {
    for (const one of Object.values(this.#wire.store.getState().conversations)) this.#tellOf(one);
  }

  #tellOf(one: ConversationState): void {
    const id = one.info.id;
    const wanted = { delivered: one.log.to, read: readSeqOf(one, this.#wire.store.getState().me) };
    const known = this.#known.get(id) ?? this.#firstSeen(one, wanted.read);
    const frame = {
      type: "receipt" as const,
      id: ID + id,
      conversation_id: id,
      ...(wanted.delivered > known.delivered && { delivered_seq: wanted.delivered }),
      ...(wanted.read > known.read && { read_seq: wanted.read }),
    };
    if (!("delivered_seq" in frame) && !("read_seq" in frame)) return;
    if (!this.#wire.send(frame)) return;
    this.#known.set(id, wanted);
    this.#told.add(id);
  }

  #firstSeen(one: ConversationState, read: Seq): Cursors {
    const { me } = this.#wire.store.getState();
    const own = one.info.participants.find((participant) => participant.user.id === me);
    const known = { delivered: own?.delivered_seq ?? 0, read: Math.min(read, one.unread.read) };
    this.#known.set(one.info.id, known);
    return known;
  }
}
