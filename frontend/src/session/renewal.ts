/** Keeps the open connection signed in: a new access token is taken to it as it is, without another connection. */
import type { CredentialStore } from "../api/credentials";
import type { Refresher } from "../api/refresh";

/** Of a token's life: early enough that a request hardly ever meets an old one. */
const RENEW_AT = 0.8;
/** What setTimeout can wait for. */
const LONGEST_MS = 2 ** 31 - 1;

export class Renewal {
  readonly #credentials: CredentialStore;
  readonly #refresher: Refresher;
  readonly #tell: (token: string) => void;
  #token: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe: (() => void) | null = null;

  constructor(credentials: CredentialStore, refresher: Refresher, tell: (token: string) => void) {
    this.#credentials = credentials;
    this.#refresher = refresher;
    this.#tell = tell;
  }

  start(): void {
    this.#token = this.#credentials.get()?.token ?? null;
    this.#unsubscribe = this.#credentials.subscribe(this.#follow);
    const life = this.#token === null ? null : lifeOf(this.#token);
    // This device's clock may be wrong by more than a token's life: it is asked at the start only, not for each token.
    this.#renewAfter(life === null ? 0 : Date.now() - life.from * 1000);
  }

  stop(): void {
    this.#unsubscribe?.();
    clearTimeout(this.#timer);
  }

  #follow = (): void => {
    const token = this.#credentials.get()?.token ?? null;
    if (token === this.#token) return;
    this.#token = token;
    if (token !== null) this.#tell(token);
    this.#renewAfter(0);
  };

  /** `age`: how many milliseconds of its life the token has had. */
  #renewAfter(age: number): void {
    clearTimeout(this.#timer);
    const token = this.#token;
    const life = token === null ? null : lifeOf(token);
    if (token === null || life === null) return;
    const wait = (life.to - life.from) * RENEW_AT * 1000 - age;
    // Refused or unreachable, it is left to the next request, which is answered with 401 then.
    this.#timer = setTimeout(
      () => void this.#refresher.refresh(token).catch(() => undefined),
      Math.min(Math.max(wait, 0), LONGEST_MS),
    );
  }
}

/** When a JSON Web Token was made and ends, in seconds; null for what isn't one. */
function lifeOf(token: string): { from: number; to: number } | null {
  try {
    const [, payload = ""] = token.split(".");
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const { iat, exp } = claims as { iat?: unknown; exp?: unknown };
    return typeof iat === "number" && typeof exp === "number" ? { from: iat, to: exp } : null;
  } catch {
    return null;
  }
}
