/**
 * The connection and what goes over it, in the one tab that leads. Frames go into the store, and the parts (sender,
 * receipts, syncer, presence) say what the state asks for; each keeps one promise, here they are put together.
 */
import type { CredentialStore } from "../api/credentials";
import type { Refresher } from "../api/refresh";
import type { ClientFrame, ServerFrame } from "../realtime/frames";
import { ChatSocket, type SocketStatus } from "../realtime/socket";
import type { ChatState } from "../state/state";
import type { ConnectionStore } from "./connection";
import type { Loader } from "./loader";
import { PresenceWatch } from "./presence";
import type { Receipts } from "./receipts";
import { Renewal } from "./renewal";
import { Sender } from "./sender";
import { Syncer } from "./syncer";
import type { Wire } from "./wire";

/** What could not be fetched is asked for again after it. */
const RETRY_MS = 3_000;

interface LiveOptions {
  credentials: CredentialStore;
  refresher: Refresher;
  socketUrl: string;
  wire: Wire;
  connection: ConnectionStore;
  loader: Loader;
  receipts: Receipts;
  /** Told of each frame after the store. */
  onFrame: (frame: ServerFrame) => void;
}

export class Live {
  readonly #options: LiveOptions;
  readonly #socket: ChatSocket;
  readonly #sender: Sender;
  readonly #syncer: Syncer;
  readonly #presence: PresenceWatch;
  readonly #renewal: Renewal;
  /** The token that the server was shown last: one that it refused may have been renewed since. */
  #shown: string | null = null;
  /** One each: however often something fails, it is asked for once. */
  #listAgain: ReturnType<typeof setTimeout> | undefined;
  #staleAgain: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(options: LiveOptions) {
    const { credentials, refresher, wire, connection } = options;
    this.#options = options;
    this.#socket = new ChatSocket({
      url: options.socketUrl,
      token: () => {
        this.#shown = credentials.get()?.token ?? null;
        return this.#shown;
      },
      renew: () => refresher.refresh(this.#shown ?? ""),
      onFrame: (frame) => this.#receive(frame),
      onStatus: (status) => this.#follow(status),
    });
    this.#sender = new Sender(wire);
    this.#syncer = new Syncer(wire, connection);
    this.#presence = new PresenceWatch(wire);
    this.#renewal = new Renewal(credentials, refresher, (token) => this.send({ type: "auth", token }));
  }

  start(): void {
    this.#renewal.start();
    this.#socket.start();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#listAgain);
    clearTimeout(this.#staleAgain);
    this.#socket.stop();
    this.#sender.stop();
    this.#syncer.stop();
    this.#presence.stop();
    this.#renewal.stop();
  }

  send(frame: ClientFrame): boolean {
    return this.#socket.send(frame);
  }

  retryNow(): void {
    this.#socket.retryNow();
  }

  wake(): void {
    this.#socket.wake();
  }

  stateChanged(state: ChatState, before: ChatState): void {
    if (state.pending !== before.pending) this.#sender.pump();
    if (state.conversations === before.conversations && state.stale === before.stale) return;
    this.#options.receipts.tellSoon();
    this.#presence.watchSoon();
    this.#syncer.closeGapSoon();
    void this.#fetchStale();
  }

  #follow(socket: SocketStatus): void {
    const { connection, wire, loader } = this.#options;
    connection.setState({ socket, updating: false });
    const connected = socket.phase === "open";
    if (connected !== wire.store.getState().connected)
      wire.store.dispatch({ type: "local.connected", connected });
    if (connected) void this.#catchUp();
    // Turned away from live news, one can still read: that goes over HTTP.
    else if (socket.phase === "refused") void loader.loadConversations();
  }

  /** After each connect, in this order: what one wrote, what exists, what was missed. */
  async #catchUp(): Promise<void> {
    this.#sender.connected();
    await this.#lookAgain();
  }

  /** Also when a node of the server may have missed something: what the list and the watch tell stands in no log. */
  async #lookAgain(): Promise<void> {
    const { connection, loader, receipts } = this.#options;
    connection.setState({ updating: true });
    // The list knows what the log doesn't: others' cursors, new conversations, changed titles.
    const listed = await loader.loadConversations();
    if (this.#stopped) return;
    if (!listed) this.#lookAgainLater();
    this.#syncer.sync();
    receipts.tellAgain();
    this.#presence.watchAgain();
    void loader.loadContacts().catch(() => undefined);
  }

  #lookAgainLater(): void {
    clearTimeout(this.#listAgain);
    this.#listAgain = setTimeout(() => {
      // Else the next connect looks again.
      if (this.#options.connection.getState().socket.phase === "open") void this.#lookAgain();
    }, RETRY_MS);
  }

  async #fetchStale(): Promise<void> {
    if (this.#staleAgain !== undefined || (await this.#options.loader.fetchStale()) || this.#stopped) return;
    this.#staleAgain ??= setTimeout(() => {
      this.#staleAgain = undefined;
      void this.#fetchStale();
    }, RETRY_MS);
  }

  #receive(frame: ServerFrame): void {
    const { wire, receipts, onFrame } = this.#options;
    if (frame.type === "error" && this.#sender.willRetry(frame)) return;
    wire.store.dispatch(frame);
    this.#sender.hear(frame);
    receipts.hear(frame);
    this.#syncer.hear(frame);
    this.#presence.hear(frame);
    if (frame.type === "resync") void this.#lookAgain();
    onFrame(frame);
  }
}
