/**
 * The tabs of one person in this browser. One of them leads: it holds the connection and the cache. The others follow:
 * what changes the state in one tab is told to all, so that they hold the same, and the next one leads when it closes.
 */
import type { ClientFrame, UserId } from "../realtime/frames";
import type { Input } from "../state/reducer";
import type { ChatState } from "../state/state";
import type { Connection } from "./connection";

export type TabMessage =
  /** Something changed the state of the tab that says so. */
  | { kind: "input"; input: Input }
  /** A new tab asks the one that leads for what it holds. */
  | { kind: "hello"; tab: string }
  | { kind: "state"; tab: string; state: ChatState; connection: Connection }
  /** From now on this tab leads. */
  | { kind: "lead" }
  | { kind: "connection"; connection: Connection }
  /** For the one that leads: to be sent, and how soon to connect. */
  | { kind: "frame"; frame: ClientFrame }
  | { kind: "retry" }
  | { kind: "wake" };

interface TabsOptions {
  me: UserId;
  onLead: () => void;
  onFollow: () => void;
  onMessage: (message: TabMessage) => void;
}

export class Tabs {
  readonly #options: TabsOptions;
  #channel: BroadcastChannel | null = null;
  #leave: AbortController | null = null;

  constructor(options: TabsOptions) {
    this.#options = options;
  }

  join(): void {
    // Locks exist in secure contexts only: over plain HTTP in a local network each tab is on its own.
    if (!("locks" in navigator && "BroadcastChannel" in globalThis)) {
      this.#options.onLead();
      return;
    }
    this.#leave = new AbortController();
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => this.#options.onMessage(data as TabMessage);
    void this.#contend(this.#leave.signal);
  }

  post(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  leave(): void {
    this.#leave?.abort();
    this.#channel?.close();
    this.#leave = this.#channel = null;
  }

  async #contend(left: AbortSignal): Promise<void> {
    const leads = await navigator.locks.request(this.#name, { ifAvailable: true }, (lock) =>
      lock === null ? false : this.#lead(left),
    );
    if (leads || left.aborted) return;
    this.#options.onFollow();
    await navigator.locks
      .request(this.#name, { signal: left }, () => this.#lead(left))
      .catch(() => undefined);
  }

  /** The lock is held until this is over. */
  #lead(left: AbortSignal): Promise<true> | true {
    if (left.aborted) return true;
    this.#options.onLead();
    return new Promise((resolve) => left.addEventListener("abort", () => resolve(true)));
  }

  get #name(): string {
    return `chat.tabs.${this.#options.me}`;
  }
}
