/**
 * One lasting connection to `/ws`: it comes back by itself, says `auth` first, and notices when the line is dead.
 * It carries frames and knows nothing of what they mean beyond `ready`.
 */
import { backoffMs } from "./backoff";
import type { ClientFrame, ServerFrame } from "./frames";

/** Without a frame for so long the line counts as dead, whatever the browser believes. */
const SILENCE_MS = 45_000;
/** A question after so much quiet keeps a healthy line from ever reaching the limit above. */
const PING_MS = 20_000;
/** A laptop that wakes up: its socket looks open for minutes. One answer in this time, or a new one. */
const WAKE_ANSWER_MS = 5_000;
/**
 * The browser says "offline" when it has no network, yet the server may be on this very machine: tried all the same,
 * rarely.
 */
const OFFLINE_RETRY_MS = 30_000;
/** A connection that stays open this long was a good one: the next loss starts from the shortest wait. */
const STABLE_MS = 5_000;

/** A person is looking: a server that is back is noticed this soon. */
const LONGEST_WAIT_IN_SIGHT_MS = 10_000;
/** A refusal passes, too: a place comes free, a limit runs out. */
const REFUSED_RETRY_MS = 60_000;
/** Waking by hand can't become hammering. */
const WAKE_EVERY_MS = 1_000;

const CLOSE_NOT_AUTHENTICATED = 4401;
/** Closes by which the server says that it does not want this connection now: 1008 policy, 4429 rate limited. */
const REFUSALS = new Set([1008, 4429]);

export type SocketStatus =
  | { phase: "stopped" }
  | { phase: "connecting" }
  /** `auth` was answered: frames can be sent. */
  | { phase: "open" }
  | { phase: "waiting"; retryAt: number }
  | { phase: "offline" }
  /** The server turned the connection away, for this reason. */
  | { phase: "refused"; reason: string };

export interface SocketOptions {
  url: string;
  /** The access token to open with; null when there is none any more, and the socket stops. */
  token: () => string | null;
  /** The server refused the token: get a new one. False means signed out for good. */
  renew: () => Promise<boolean>;
  onFrame: (frame: ServerFrame) => void;
  onStatus: (status: SocketStatus) => void;
}

export class ChatSocket {
  #status: SocketStatus = { phase: "stopped" };
  #socket: WebSocket | null = null;
  #attempt = 0;
  #heardAt = 0;
  #askedAt = 0;
  #wokenAt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #heartTimer: ReturnType<typeof setInterval> | undefined;
  #stableTimer: ReturnType<typeof setTimeout> | undefined;
  #wakeTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #options: SocketOptions;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  start(): void {
    addEventListener("online", this.#wentOnline);
    addEventListener("offline", this.#wentOffline);
    document.addEventListener("visibilitychange", this.#becameVisible);
    this.#connect();
  }

  stop(): void {
    removeEventListener("online", this.#wentOnline);
    removeEventListener("offline", this.#wentOffline);
    document.removeEventListener("visibilitychange", this.#becameVisible);
    this.#drop();
    this.#setStatus({ phase: "stopped" });
  }

  /** False when the connection is not open: nothing is kept here, whoever needs it sent says it again on `ready`. */
  send(frame: ClientFrame): boolean {
    if (this.#status.phase !== "open") return false;
    return this.#write(frame);
  }

  /** Skips what is left of the wait. */
  retryNow(): void {
    const { phase } = this.#status;
    if (phase === "waiting" || phase === "offline" || phase === "refused") this.#connect();
  }

  /** Somebody wants to write: no time to wait. A server that turned us away is left its time. */
  wake(): void {
    if (this.#status.phase === "refused" || Date.now() - this.#wokenAt < WAKE_EVERY_MS) return;
    this.#wokenAt = Date.now();
    this.retryNow();
  }

  #connect(): void {
    this.#drop();
    const token = this.#options.token();
    if (token === null) {
      this.#setStatus({ phase: "stopped" });
      return;
    }
    this.#setStatus({ phase: "connecting" });
    const socket = new WebSocket(this.#options.url);
    this.#socket = socket;
    this.#heardAt = Date.now();
    this.#askedAt = 0;
    this.#heartTimer = setInterval(this.#checkHeart, PING_MS / 4);
    socket.onopen = () => this.#write({ type: "auth", token });
    socket.onmessage = (event) => this.#heard(event.data);
    socket.onclose = (event) => this.#lost(event.code, event.reason);
  }

  #heard(data: unknown): void {
    this.#heardAt = Date.now();
    const frame = parseFrame(data);
    if (frame === null) return;
    if (frame.type === "ready" && this.#status.phase !== "open") {
      this.#stableTimer = setTimeout(() => {
        this.#attempt = 0;
      }, STABLE_MS);
      this.#setStatus({ phase: "open" });
    }
    this.#options.onFrame(frame);
  }

  #lost(code: number, reason: string): void {
    this.#drop();
    if (code === CLOSE_NOT_AUTHENTICATED) void this.#renewAndRetry();
    else if (REFUSALS.has(code)) this.#acceptRefusal(reason);
    else this.#retryLater();
  }

  async #renewAndRetry(): Promise<void> {
    this.#setStatus({ phase: "connecting" });
    try {
      if (!(await this.#options.renew())) return this.stop();
    } catch {
      // The server could not be asked: that is no sign-out, and the next try may reach it.
    }
    if (this.#status.phase === "connecting") this.#retryLater();
  }

  #retryLater(): void {
    if (!navigator.onLine) {
      this.#waitForNetwork();
      return;
    }
    const inSight = document.visibilityState === "visible";
    const wait = backoffMs(this.#attempt++, inSight ? LONGEST_WAIT_IN_SIGHT_MS : undefined);
    this.#setStatus({ phase: "waiting", retryAt: Date.now() + wait });
    this.#retryTimer = setTimeout(() => this.#connect(), wait);
  }

  #acceptRefusal(reason: string): void {
    this.#setStatus({ phase: "refused", reason });
    this.#retryTimer = setTimeout(() => this.#connect(), REFUSED_RETRY_MS);
  }

  #waitForNetwork(): void {
    this.#setStatus({ phase: "offline" });
    this.#retryTimer = setTimeout(() => this.#connect(), OFFLINE_RETRY_MS);
  }

  /** Lets go of the socket and its timers without waiting for a close that a dead line never brings. */
  #drop(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#stableTimer);
    clearTimeout(this.#wakeTimer);
    clearInterval(this.#heartTimer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #write(frame: ClientFrame): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #setStatus(status: SocketStatus): void {
    this.#status = status;
    this.#options.onStatus(status);
  }

  #checkHeart = (): void => {
    const now = Date.now();
    const quiet = now - this.#heardAt;
    // In a hidden tab this runs once a minute: a line that wasn't asked yet is not dead for having been quiet.
    const unanswered = this.#askedAt > this.#heardAt && now - this.#askedAt >= WAKE_ANSWER_MS;
    if (quiet >= SILENCE_MS && (unanswered || this.#status.phase !== "open")) {
      this.#drop();
      this.#retryLater();
    } else if (quiet >= PING_MS && this.send({ type: "ping" })) this.#askedAt = now;
  };

  #wentOnline = (): void => {
    this.#attempt = 0;
    if (this.#status.phase !== "stopped") this.#connect();
  };

  #wentOffline = (): void => {
    if (this.#status.phase === "stopped") return;
    this.#drop();
    this.#waitForNetwork();
  };

  #becameVisible = (): void => {
    if (document.visibilityState !== "visible") return;
    this.retryNow();
    if (!this.send({ type: "ping" })) return;
    const asked = Date.now();
    this.#wakeTimer = setTimeout(() => {
      if (this.#status.phase === "open" && this.#heardAt < asked) this.#connect();
    }, WAKE_ANSWER_MS);
  };
}

/** What the server sends is trusted in shape, not in being JSON: a proxy's error page is dropped. */
function parseFrame(data: unknown): ServerFrame | null {
  if (typeof data !== "string") return null;
  try {
    const frame: unknown = JSON.parse(data);
    return isFrame(frame) ? frame : null;
  } catch {
    return null;
  }
}

function isFrame(value: unknown): value is ServerFrame {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
