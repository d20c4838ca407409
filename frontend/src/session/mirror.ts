/**
 * The same state in all tabs. Whatever changes it in one is told to the others, which apply it; a tab that comes later
 * takes over the state of the one that leads, and what it did meanwhile comes on top.
 */
import type { ServerFrame } from "../realtime/frames";
import { tailOf } from "../state/log";
import type { Input } from "../state/reducer";
import type { ChatState } from "../state/state";
import type { ChatStore } from "../state/store";
import { KEPT_MESSAGES } from "./cache";
import { newClientId } from "./clientId";
import type { Connection, ConnectionStore } from "./connection";
import type { TabMessage } from "./tabs";

interface MirrorOptions {
  store: ChatStore;
  connection: ConnectionStore;
  post: (message: TabMessage) => void;
  /** Another tab heard it. */
  onFrame: (frame: ServerFrame) => void;
}

export class Mirror {
  readonly #options: MirrorOptions;
  readonly #tab = newClientId();
  /** As long as no other tab was heard of, nobody is told: copying each frame for nobody costs as much as taking it in. */
  #alone = true;
  /** What was done here since this tab asked for the state; null when it waits for none. */
  #sinceHello: Input[] | null = null;

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  /** Something changed the state here. Pages of history are each tab's own. */
  tell(input: Input): void {
    if (this.#alone || input.type === "local.page") return;
    this.#sinceHello?.push(input);
    this.#options.post({ kind: "input", input });
  }

  hello(): void {
    this.#alone = false;
    this.#sinceHello = [];
    this.#options.post({ kind: "hello", tab: this.#tab });
  }

  /** Answers `hello`: for the tab that leads. */
  welcome(tab: string): void {
    const { store, connection, post } = this.#options;
    post({ kind: "state", tab, state: portable(store.getState()), connection: connection.getState() });
  }

  hear(message: TabMessage): void {
    const { store, connection, onFrame } = this.#options;
    this.#alone = false;
    if (message.kind === "lead") this.hello();
    if (message.kind === "connection") connection.setState(message.connection);
    if (message.kind === "state" && message.tab === this.#tab) this.#adopt(message.state, message.connection);
    if (message.kind !== "input") return;
    store.apply(message.input);
    if (isFrame(message.input)) onFrame(message.input);
  }

  #adopt(state: ChatState, connection: Connection): void {
    const since = this.#sinceHello ?? [];
    this.#sinceHello = null;
    this.#options.store.apply({ type: "local.adopted", state });
    for (const input of since) this.#options.store.apply(input);
    this.#options.connection.setState(connection);
  }
}

/** As much of the state as a new tab needs at once; what is older it fetches when somebody looks for it. */
function portable(state: ChatState): ChatState {
  const conversations = Object.entries(state.conversations).map(
    ([id, one]) => [id, { ...one, log: tailOf(one.log, KEPT_MESSAGES) }] as const,
  );
  return { ...state, conversations: Object.fromEntries(conversations) };
}

function isFrame(input: Input): input is ServerFrame {
  return !input.type.startsWith("local.");
}
