/**
 * One signed-in person's session in this tab. The state comes from the cache at first, then from the connection: this
 * tab's own when it leads, or another tab's. The parts (outbox, receipts, typing, loader) each keep one promise.
 */
import type { Api } from "../api/client";
import type { CredentialStore } from "../api/credentials";
import type { Refresher } from "../api/refresh";
import type { ClientFrame, ConversationId, ServerFrame } from "../realtime/frames";
import type { ChatState } from "../state/state";
import { type ChatStore, createChatStore } from "../state/store";
import { createConnectionStore } from "./connection";
import { Keeper } from "./keeper";
import { Live } from "./live";
import { Loader } from "./loader";
import { Mirror } from "./mirror";
import { type Opening, openKept } from "./opening";
import { Outbox } from "./outbox";
import { Receipts } from "./receipts";
import { type TabMessage, Tabs } from "./tabs";
import { Trimmer } from "./trimmer";
import { Typing } from "./typing";
import type { Wire } from "./wire";

type FrameListener = (frame: ServerFrame) => void;

interface SessionOptions {
  me: string;
  api: Api;
  credentials: CredentialStore;
  refresher: Refresher;
  socketUrl: string;
  /** The conversation that is looked at first: its messages are brought before those of the others. */
  open?: ConversationId | null;
  /** What the page began to read before there was a session. */
  opening?: Opening | null;
}

export class ChatSession {
  readonly store: ChatStore;
  readonly connection = createConnectionStore();
  readonly outbox: Outbox;
  readonly receipts: Receipts;
  readonly typing: Typing;
  readonly trimmer: Trimmer;
  readonly loader: Loader;
  readonly #options: SessionOptions;
  readonly #wire: Wire;
  readonly #tabs: Tabs;
  readonly #mirror: Mirror;
  readonly #listeners = new Set<FrameListener>();
  readonly #stops: (() => void)[] = [];
  #live: Live | null = null;
  #keeper: Keeper | null = null;
  #opening: Opening | null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#opening = options.opening ?? null;
    this.store = createChatStore(options.me, (input) => this.#mirror.tell(input));
    this.#tabs = new Tabs({
      me: options.me,
      onLead: () => this.#lead(),
      onFollow: () => this.#mirror.hello(),
      onMessage: (message) => this.#hearTab(message),
    });
    this.#mirror = new Mirror({
      store: this.store,
      connection: this.connection,
      post: (message) => this.#tabs.post(message),
      onFrame: (frame) => this.#heard(frame),
    });
    this.#wire = { send: (frame) => this.#send(frame), wake: () => this.wake(), store: this.store };
    this.outbox = new Outbox(this.#wire);
    this.receipts = new Receipts(this.#wire);
    this.typing = new Typing(this.#wire);
    this.trimmer = new Trimmer(this.store);
    this.loader = new Loader(options.api, this.store);
    // With the text in its first picture, the page needs no second one.
    const first = this.#opening?.now?.first;
    if (first !== undefined) this.store.apply({ type: "local.restored", kept: first });
  }

  start(): void {
    this.#stops.push(
      this.store.subscribe((state, before) => this.#stateChanged(state, before)),
      this.connection.subscribe((connection) => {
        if (this.#live !== null) this.#tabs.post({ kind: "connection", connection });
      }),
    );
    if ("indexedDB" in globalThis) void this.#restore();
    else this.#tabs.join();
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    if (this.#live !== null) this.#keeper?.save();
    this.#keeper?.close();
    this.#live?.stop();
    this.#keeper = this.#live = null;
    this.#tabs.leave();
    this.typing.stop();
    this.trimmer.stop();
  }

  retryNow(): void {
    if (this.#live !== null) this.#live.retryNow();
    else this.#tabs.post({ kind: "retry" });
  }

  wake(): void {
    if (this.#live !== null) this.#live.wake();
    else this.#tabs.post({ kind: "wake" });
  }

  /** What was begun in a conversation; the empty text forgets it. */
  keepDraft(conversation_id: ConversationId, text: string): void {
    this.store.dispatch({ type: "local.draft", conversation_id, text });
  }

  /** Whether this is the tab that holds the connection: for what happens once, however many tabs there are. */
  leads(): boolean {
    return this.#live !== null;
  }

  /** Tells of every frame, after the store has taken it in. */
  onFrame(listener: FrameListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #restore(): Promise<void> {
    const { me, open = null } = this.#options;
    const opened = this.#opening?.opened ?? openKept(me, open);
    this.#opening = null;
    const keeper = new Keeper(this.store);
    this.#keeper = keeper;
    await keeper.restore(opened);
    if (this.#keeper !== keeper) return;
    addEventListener("pagehide", this.#save);
    document.addEventListener("visibilitychange", this.#save);
    this.#stops.push(
      () => removeEventListener("pagehide", this.#save),
      () => document.removeEventListener("visibilitychange", this.#save),
    );
    this.#tabs.join();
  }

  #lead(): void {
    const { credentials, refresher, socketUrl } = this.#options;
    this.#live = new Live({
      credentials,
      refresher,
      socketUrl,
      wire: this.#wire,
      connection: this.connection,
      loader: this.loader,
      receipts: this.receipts,
      onFrame: (frame) => this.#heard(frame),
    });
    this.#live.start();
    this.#tabs.post({ kind: "lead" });
    this.#keeper?.keep(this.store.getState());
  }

  #stateChanged(state: ChatState, before: ChatState): void {
    if (state.conversations !== before.conversations) this.trimmer.trimSoon();
    if (this.#live === null) return;
    this.#keeper?.keep(state);
    this.#live.stateChanged(state, before);
  }

  #save = (): void => {
    if (this.#live !== null) this.#keeper?.save();
  };

  #hearTab(message: TabMessage): void {
    this.#mirror.hear(message);
    const live = this.#live;
    if (live === null) return;
    if (message.kind === "hello") this.#mirror.welcome(message.tab);
    if (message.kind === "frame") live.send(message.frame);
    if (message.kind === "retry") live.retryNow();
    if (message.kind === "wake") live.wake();
  }

  #heard(frame: ServerFrame): void {
    this.typing.hear(frame);
    for (const listener of this.#listeners) listener(frame);
  }

  #send(frame: ClientFrame): boolean {
    if (this.#live !== null) return this.#live.send(frame);
    if (!this.store.getState().connected) return false;
    this.#tabs.post({ kind: "frame", frame });
    return true;
  }
}
