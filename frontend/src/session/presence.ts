/** Whose presence this client follows: everyone it shares a conversation with. */
import type { ServerFrame, UserId } from "../realtime/frames";
import { pauseFor } from "./patience";
import type { Wire } from "./wire";

/** What its refusal names. */
const ID = "presence.watch";
const TOGETHER_MS = 200;
/** More than a person can look at; the rest show what the list told of them. */
const AT_MOST = 200;

export class PresenceWatch {
  readonly #wire: Wire;
  #watched = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  watchSoon(after = TOGETHER_MS): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#watch();
    }, after);
  }

  /** After a reconnect: the server has forgotten who was watched. */
  watchAgain(after = TOGETHER_MS): void {
    this.stop();
    this.#watched = "";
    this.watchSoon(after);
  }

  /** Refused, it told of nobody: they would stay as they seem for ever. */
  hear(frame: ServerFrame): void {
    if (frame.type !== "error" || frame.id !== ID) return;
    const pause = pauseFor(frame);
    if (pause !== null) this.watchAgain(pause);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #watch(): void {
    const ids = this.#everyone();
    const key = ids.join();
    if (key === this.#watched || ids.length === 0) return;
    if (this.#wire.send({ type: "presence.watch", id: ID, user_ids: ids })) this.#watched = key;
  }

  #everyone(): UserId[] {
    const { conversations, me } = this.#wire.store.getState();
    const ids = new Set<UserId>();
    // Whom one talks with alone comes first: one large group must not crowd them out.
    for (const kind of ["direct", "group"]) {
      for (const { info } of Object.values(conversations)) {
        if (info.kind === kind) for (const { user } of info.participants) ids.add(user.id);
      }
    }
    ids.delete(me);
    return [...ids].slice(0, AT_MOST).sort();
  }
}
