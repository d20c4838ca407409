/**
 * A new access token for an old one. However many requests wait, one refresh is asked for: in this tab by sharing the
 * promise, across tabs by a lock, since a refresh token used twice is taken for stolen.
 */
import type { CredentialStore } from "./credentials";

export class Refresher {
  #running: Promise<boolean> | null = null;
  readonly #credentials: CredentialStore;

  constructor(credentials: CredentialStore) {
    this.#credentials = credentials;
  }

  /** True when there is a newer token than `stale` now; false when signed out for good, here and in the store. */
  refresh(stale: string): Promise<boolean> {
    this.#running ??= withLock(() => this.#ask(stale)).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #ask(stale: string): Promise<boolean> {
    const held = this.#credentials.get();
    if (held === null) return false;
    if (held.token !== stale) return true;
    const response = await fetch("/api/auth/refresh", { method: "POST", credentials: "same-origin" });
    if (response.ok) {
      const { access_token } = (await response.json()) as { access_token: string };
      this.#credentials.set({ ...held, token: access_token });
      return true;
    }
    if (response.status === 401 || response.status === 403) {
      this.#credentials.revoke();
      return false;
    }
    throw new Error(`refresh answered ${response.status}`);
  }
}

/** Locks exist in secure contexts only; over plain HTTP in a local network one tab's promise has to do. */
async function withLock(task: () => Promise<boolean>): Promise<boolean> {
  return "locks" in navigator ? navigator.locks.request("chat.refresh", task) : task();
}
