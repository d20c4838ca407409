/** A client without a page: the real state, fed by a real server, which writes down all that it is fed with. */
import type { ClientFrame, Conversation, FrameOf, ServerFrame } from "../src/realtime/frames";
import type { Page } from "../src/state/log";
import type { Input } from "../src/state/reducer";
import { cursorsOf } from "../src/state/selectors";
import type { ChatState, Pending } from "../src/state/state";
import { createChatStore } from "../src/state/store";
import { PASSWORD } from "./person";

interface SignedIn {
  user: { id: string };
  access_token: string;
}
interface Waiter {
  wanted: (frame: ServerFrame) => boolean;
  resolve: (frame: ServerFrame) => void;
}

export class Listener {
  readonly me: string;
  readonly inputs: Input[] = [];
  readonly #url: string;
  readonly #token: string;
  readonly #store: ReturnType<typeof createChatStore>;
  readonly #waiting = new Set<Waiter>();
  #socket: WebSocket | null = null;
  #sent = 0;

  private constructor(url: string, { user, access_token }: SignedIn) {
    this.#url = url;
    this.#token = access_token;
    this.me = user.id;
    this.#store = createChatStore(user.id, (input) => this.inputs.push(input));
  }

  static async signUp(url: string, username: string): Promise<Listener> {
    const body = { username, email: `${username}@example.org`, password: PASSWORD };
    const answer = await fetch(new URL("/api/auth/register", url), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return new Listener(url, (await answer.json()) as SignedIn);
  }

  /** The same person on another device, who knows nothing yet. */
  static as(other: Listener): Listener {
    return new Listener(other.#url, { user: { id: other.me }, access_token: other.#token });
  }

  get state(): ChatState {
    return this.#store.getState();
  }

  /** Comes and catches up as the client does: the list, then what was missed. */
  async connect(): Promise<void> {
    const socket = new WebSocket(new URL("/ws", this.#url.replace("http", "ws")));
    this.#socket = socket;
    socket.onopen = () => this.#write({ type: "auth", token: this.#token });
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as ServerFrame);
    await this.frame("ready");
    this.#store.dispatch({ type: "local.connected", connected: true });
    await this.list();
    await this.sync();
  }

  async disconnect(): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
    socket.onmessage = null;
    socket.close();
    await closed;
    this.#store.dispatch({ type: "local.connected", connected: false });
  }

  async list(): Promise<void> {
    const { items } = await this.ask<{ items: Conversation[] }>("GET", "/api/conversations?limit=50");
    this.#store.dispatch({ type: "local.conversations", conversations: items, isList: true });
  }

  async sync(): Promise<void> {
    const done = this.frame("sync.done");
    this.#write({ type: "sync", cursors: cursorsOf(this.state) });
    await done;
    for (const id of this.state.stale) {
      const one = await this.ask<Conversation>("GET", `/api/conversations/${id}`);
      this.#store.dispatch({ type: "local.conversations", conversations: [one], isList: false });
    }
  }

  /** The page before what is held of a conversation, or the newest one. */
  async older(id: string): Promise<void> {
    const before = this.state.conversations[id]?.log.from ?? 0;
    const page = await this.ask<Page>("GET", `/api/conversations/${id}/messages?before=${before}&limit=50`);
    this.#store.dispatch({ type: "local.page", conversation_id: id, page });
  }

  /** Something of one's own: shown at once, then acknowledged. */
  async say(conversation_id: string, content: string): Promise<FrameOf<"ack">> {
    const client_id = this.#name();
    return this.#request(
      { ...this.#pending(client_id, conversation_id), type: "message.send", content, reply_to: null },
      { type: "message.send", client_id, conversation_id, kind: "text", content },
    );
  }

  async edit(conversation_id: string, message_id: string, content: string): Promise<void> {
    const client_id = this.#name();
    const pending = this.#pending(client_id, conversation_id);
    await this.#request(
      { ...pending, type: "message.edit", message_id, content },
      { type: "message.edit", client_id, message_id, content },
    );
  }

  async delete(conversation_id: string, message_id: string): Promise<void> {
    const client_id = this.#name();
    const pending = this.#pending(client_id, conversation_id);
    await this.#request(
      { ...pending, type: "message.delete", message_id, heldUntil: null },
      { type: "message.delete", client_id, message_id },
    );
  }

  async react(conversation_id: string, message_id: string, emoji: string, on: boolean): Promise<void> {
    const client_id = this.#name();
    const pending = this.#pending(client_id, conversation_id);
    await this.#request(
      { ...pending, type: "reaction.set", message_id, emoji, on },
      { type: "reaction.set", client_id, message_id, emoji, on },
    );
  }

  read(conversation_id: string, seq: number): void {
    this.#store.dispatch({ type: "local.read", conversation_id, seq });
    this.#write({ type: "receipt", conversation_id, delivered_seq: seq, read_seq: seq });
  }

  typing(conversation_id: string): void {
    this.#write({ type: "typing", conversation_id, active: true });
  }

  /** The next frame of a type, or the next one that is wanted. */
  frame<T extends ServerFrame["type"]>(
    type: T,
    wanted: (frame: FrameOf<T>) => boolean = () => true,
  ): Promise<FrameOf<T>> {
    return new Promise((resolve) => {
      this.#waiting.add({
        wanted: (frame) => frame.type === type && wanted(frame as FrameOf<T>),
        resolve: (frame) => resolve(frame as FrameOf<T>),
      });
    });
  }

  /** Waits until the log of a conversation is held to `seq`. */
  async holds(id: string, seq: number): Promise<void> {
    if ((this.state.conversations[id]?.log.to ?? 0) >= seq) return;
    await new Promise<void>((resolve) => {
      const stop = this.#store.subscribe((state) => {
        if ((state.conversations[id]?.log.to ?? 0) < seq) return;
        stop();
        resolve();
      });
    });
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(new URL(path, this.#url), {
      method,
      headers: { Authorization: `Bearer ${this.#token}`, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  async #request(pending: Pending, frame: ClientFrame & { client_id: string }): Promise<FrameOf<"ack">> {
    const acked = this.frame("ack", (ack) => ack.client_id === frame.client_id);
    this.#store.dispatch({ type: "local.send", pending });
    this.#write(frame);
    return acked;
  }

  #pending(client_id: string, conversation_id: string) {
    return {
      client_id,
      conversation_id,
      created_at: new Date().toISOString(),
      ackedSeq: null,
      failure: null,
    };
  }

  #name(): string {
    return `${this.me}-${++this.#sent}`;
  }

  #write(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #hear(frame: ServerFrame): void {
    this.#store.dispatch(frame);
    for (const waiter of this.#waiting) {
      if (!waiter.wanted(frame)) continue;
      this.#waiting.delete(waiter);
      waiter.resolve(frame);
    }
  }
}
