/** Fetches what was missed: after a connect, when the server may have missed it too, and when a log has a gap. */
import type { ErrorFrame, ServerFrame } from "../realtime/frames";
import { anyGap, cursorsOf } from "../state/selectors";
import type { ConnectionStore } from "./connection";
import { pauseFor } from "./patience";
import type { Wire } from "./wire";

/** What its refusal names. */
const ID = "sync";
/** Frames cross: most gaps close by themselves within this time. */
const PATIENCE_MS = 150;
/** A gap that a sync didn't close is asked for again, without hammering. */
const AGAIN_MS = 3_000;

export class Syncer {
  readonly #wire: Wire;
  readonly #connection: ConnectionStore;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #syncedAt = 0;

  constructor(wire: Wire, connection: ConnectionStore) {
    this.#wire = wire;
    this.#connection = connection;
  }

  sync(): void {
    clearTimeout(this.#again);
    const cursors = cursorsOf(this.#wire.store.getState());
    if (this.#wire.send({ type: "sync", id: ID, cursors })) {
      this.#syncedAt = Date.now();
      this.#connection.setState({ updating: true });
    }
  }

  hear(frame: ServerFrame): void {
    if (frame.type === "sync.done") this.#connection.setState({ updating: false });
    if (frame.type === "error" && frame.id === ID) this.#refused(frame);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#again);
  }

  closeGapSoon(): void {
    if (this.#timer !== undefined || !this.#hasGap()) return;
    const wait = Date.now() - this.#syncedAt < AGAIN_MS ? AGAIN_MS : PATIENCE_MS;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#hasGap()) this.sync();
    }, wait);
  }

  /** Asked again where that can help, and still updating until then. */
  #refused(error: ErrorFrame): void {
    const pause = pauseFor(error);
    if (pause === null) this.#connection.setState({ updating: false });
    else this.#again = setTimeout(() => this.sync(), pause);
  }

  #hasGap(): boolean {
    return anyGap(this.#wire.store.getState());
  }
}
