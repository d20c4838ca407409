/** Brings back what the last page knew, and keeps what this one knows. */
import type { ChatState } from "../state/state";
import type { ChatStore } from "../state/store";
import type { Cache } from "./cache";
import type { Opened } from "./opening";

/** The copies may lag behind the screen by this much. One's own words are kept at once. */
const SAVE_MS = 300;

export class Keeper {
  readonly #store: ChatStore;
  #cache: Cache | null = null;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: ChatStore) {
    this.#store = store;
  }

  /** First what is looked at, then the rest: all is there before any news, which may change any of it. */
  async restore(opening: Promise<Opened | null>): Promise<void> {
    const opened = await opening;
    if (opened === null) return;
    const { cache, first } = opened;
    try {
      for (const part of [() => first, () => cache.rest()]) {
        const kept = await part();
        if (this.#closed) return cache.close();
        this.#store.apply({ type: "local.restored", kept });
      }
      this.#cache = cache;
    } catch {
      // What can't be read is fetched.
      cache.close();
    }
  }

  keep(state: ChatState): void {
    this.#cache?.saveOwn(state);
    this.#timer ??= setTimeout(this.save, SAVE_MS);
  }

  save = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#cache?.save(this.#store.getState());
  };

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#cache?.close();
  }
}
