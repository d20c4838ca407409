/**
 * A new access token for an old one. However many requests wait, one refresh is asked for: in this tab by sharing the
 * promise, across tabs by a lock, since a refresh token used twice is taken for stolen.
 */
import type { CredentialStore } from "./credentials";

/** Since when somebody asks; left behind by a page that didn't live to hear the answer. */
const ASKED_AT = "chat.refresh.askedAt";
/** An answer takes less, or doesn't come. */
const ANSWER_MS = 2_000;

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
    await answerOfAnother();
    const held = this.#credentials.get();
    if (held === null) return false;
    if (held.token !== stale) return true;
    const response = await ask();
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

/** Whatever becomes of the page, the answer is taken: the next question needs the cookie in it. */
async function ask(): Promise<Response> {
  localStorage.setItem(ASKED_AT, String(Date.now()));
  try {
    return await fetch("/api/auth/refresh", { method: "POST", credentials: "same-origin", keepalive: true });
  } finally {
    localStorage.removeItem(ASKED_AT);
  }
}

/** The lock of a page that was left goes to the next one before the answer is here. */
async function answerOfAnother(): Promise<void> {
  const left = Number(localStorage.getItem(ASKED_AT)) + ANSWER_MS - Date.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(left, ANSWER_MS)));
}

/** Locks exist in secure contexts only; over plain HTTP in a local network one tab's promise has to do. */
async function withLock(task: () => Promise<boolean>): Promise<boolean> {
  return "locks" in navigator ? navigator.locks.request("chat.refresh", task) : task();
}
