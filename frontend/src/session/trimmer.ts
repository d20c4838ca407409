/**
 * Keeps the memory bounded: a conversation in which much is said, or through which somebody scrolled, lets go of what is
 * older when nobody looks at it. It can be fetched again.
 */
import type { ConversationId } from "../realtime/frames";
import type { ChatStore } from "../state/store";

/** So much is left, once there is twice as much. */
export const LEFT = 500;
const TRIM_MS = 1_000;

export class Trimmer {
  readonly #store: ChatStore;
  readonly #held = new Map<ConversationId, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: ChatStore) {
    this.#store = store;
  }

  /** Somebody reads back in it: nothing goes from under their eyes until the given function is called. */
  hold(id: ConversationId): () => void {
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    return () => {
      const others = (this.#held.get(id) ?? 1) - 1;
      if (others > 0) this.#held.set(id, others);
      else this.#held.delete(id);
      this.trimSoon();
    };
  }

  trimSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#trim();
    }, TRIM_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #trim(): void {
    for (const [id, { log }] of Object.entries(this.#store.getState().conversations)) {
      if (this.#held.has(id) || log.messages.length <= 2 * LEFT) continue;
      // Each tab for itself: what one lets go of another may be reading.
      this.#store.apply({ type: "local.trimmed", conversation_id: id, most: LEFT });
    }
  }
}
