/** Whose presence this client follows: everyone it shares a conversation with. */
import type { UserId } from "../realtime/frames";
import type { Wire } from "./wire";

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

  watchSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#watch();
    }, TOGETHER_MS);
  }

  /** After a reconnect: the server has forgotten who was watched. */
  watchAgain(): void {
    this.#watched = "";
    this.watchSoon();
  }

  #watch(): void {
    const ids = this.#everyone();
    const key = ids.join();
    if (key === this.#watched || ids.length === 0) return;
    if (this.#wire.send({ type: "presence.watch", user_ids: ids })) this.#watched = key;
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
