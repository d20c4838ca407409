/**
 * Who is signed in on this device: the access token and the user, in localStorage as the design asks (the refresh token
 * is a cookie that scripts can't read). Other tabs follow by the `storage` event.
 */
import type { components } from "./schema";

export type Me = components["schemas"]["OwnUserShape"];

interface Credentials {
  token: string;
  user: Me;
}

const KEY = "chat.session";

export class CredentialStore {
  readonly #listeners = new Set<() => void>();
  /** The same text gives the same object, so that React sees a change only where there is one. */
  #parsed: { text: string | null; value: Credentials | null } = { text: null, value: null };

  /** The last session ended by the server's word, and not by this person's. */
  #revoked = false;

  constructor() {
    addEventListener("storage", (event) => {
      if (event.key === KEY || event.key === null) this.#tell();
    });
  }

  get = (): Credentials | null => {
    const text = localStorage.getItem(KEY);
    if (text !== this.#parsed.text) this.#parsed = { text, value: parse(text) };
    return this.#parsed.value;
  };

  set(credentials: Credentials | null): void {
    if (credentials === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(credentials));
    this.#revoked = false;
    this.#tell();
  }

  /** The server no longer knows the session: ended on another device, or too old. */
  revoke(): void {
    localStorage.removeItem(KEY);
    this.#revoked = true;
    this.#tell();
  }

  wasRevoked = (): boolean => this.#revoked;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function parse(text: string | null): Credentials | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as Credentials;
  } catch {
    return null;
  }
}
