/**
 * One signed-in person's live session: the socket feeds the store, and what the store asks for goes out by the socket.
 * The parts (outbox, receipts, typing, loader) each keep one promise; here they are put together.
 */
import type { Api } from "../api/client";
import type { CredentialStore } from "../api/credentials";
import type { Refresher } from "../api/refresh";
import type { ServerFrame } from "../realtime/frames";
import { ChatSocket, type SocketStatus } from "../realtime/socket";
import type { ChatStore } from "../state/store";
import { createChatStore } from "../state/store";
import { createConnectionStore } from "./connection";
import { keepOutbox, keptOutbox } from "./kept";
import { Loader } from "./loader";
import { Outbox } from "./outbox";
import { PresenceWatch } from "./presence";
import { Receipts } from "./receipts";
import { Syncer } from "./syncer";
import { Typing } from "./typing";

const LIST_RETRY_MS = 3_000;

type FrameListener = (frame: ServerFrame) => void;

interface SessionOptions {
  me: string;
  api: Api;
  credentials: CredentialStore;
  refresher: Refresher;
  socketUrl: string;
}

export class ChatSession {
  readonly store: ChatStore;
  readonly connection = createConnectionStore();
  readonly outbox: Outbox;
  readonly receipts: Receipts;
  readonly typing: Typing;
  readonly loader: Loader;
  readonly presence: PresenceWatch;
  readonly #syncer: Syncer;
  readonly #socket: ChatSocket;
  readonly #listeners = new Set<FrameListener>();
  readonly #unsubscribe: (() => void)[] = [];

  constructor({ me, api, credentials, refresher, socketUrl }: SessionOptions) {
    this.store = createChatStore(me);
    this.#socket = new ChatSocket({
      url: socketUrl,
      token: () => credentials.get()?.token ?? null,
      renew: () => refresher.refresh(credentials.get()?.token ?? ""),
      onFrame: (frame) => this.#receive(frame),
      onStatus: (status) => this.#follow(status),
    });
    const wire = { send: this.#socket.send.bind(this.#socket), wake: () => this.wake(), store: this.store };
    this.outbox = new Outbox(wire);
    this.receipts = new Receipts(wire);
    this.typing = new Typing(wire);
    this.presence = new PresenceWatch(wire);
    this.loader = new Loader(api, this.store);
    this.#syncer = new Syncer(wire, this.connection);
  }

  start(): void {
    for (const pending of keptOutbox(this.store.getState().me))
      this.store.dispatch({ type: "local.send", pending });
    this.#unsubscribe.push(
      this.store.subscribe((state, before) => {
        if (state.pending !== before.pending) keepOutbox(state.me, state.pending);
        this.receipts.tellSoon();
        this.presence.watchSoon();
        this.#syncer.closeGapSoon();
        void this.loader.fetchStale();
      }),
    );
    this.#socket.start();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#socket.stop();
    this.outbox.stop();
    this.typing.stop();
  }

  retryNow(): void {
    this.#socket.retryNow();
  }

  wake(): void {
    this.#socket.wake();
  }

  /** Tells of every frame, after the store has taken it in. */
  onFrame(listener: FrameListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #follow(socket: SocketStatus): void {
    this.connection.setState({ socket, updating: false });
    const connected = socket.phase === "open";
    if (connected !== this.store.getState().connected)
      this.store.dispatch({ type: "local.connected", connected });
    if (connected) void this.#catchUp();
    // Turned away from live news, one can still read: that goes over HTTP.
    else if (socket.phase === "refused") void this.loader.loadConversations();
  }

  /** After each connect, in this order: what one wrote, what exists, what was missed. */
  async #catchUp(): Promise<void> {
    this.connection.setState({ updating: true });
    this.outbox.resend();
    // The list knows what the log doesn't: others' cursors, new conversations, changed titles.
    if (!(await this.loader.loadConversations())) this.#catchUpLater();
    this.#syncer.sync();
    this.receipts.tellAgain();
    this.presence.watchAgain();
  }

  #catchUpLater(): void {
    setTimeout(() => {
      if (this.connection.getState().socket.phase === "open") void this.#catchUp();
    }, LIST_RETRY_MS);
  }

  #receive(frame: ServerFrame): void {
    if (frame.type === "error" && this.outbox.willRetry(frame)) return;
    this.store.dispatch(frame);
    this.outbox.hear(frame);
    this.receipts.hear(frame);
    this.typing.hear(frame);
    this.#syncer.hear(frame);
    for (const listener of this.#listeners) listener(frame);
  }
}
