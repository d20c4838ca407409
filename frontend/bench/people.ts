/** The people of the benchmark: they have no browser, and speak the protocol over sockets. */

export interface Bot {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  /** Says all texts in order, with so many unanswered at a time, at most so many a second. */
  say: (conversationId: string, texts: Iterable<string>, pace?: Pace) => Promise<void>;
  ask: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  listen: () => Promise<void>;
  /** Has read everything up to `seq`. */
  read: (conversationId: string, seq: number) => Promise<void>;
  leave: () => void;
}

interface Pace {
  inFlight?: number;
  perSecond?: number;
}

interface Frame {
  type: string;
  detail?: string;
  entry?: { conversation_id: string; seq: number };
}

const CONFIRM_MS = 300;

export const PASSWORD = "a quick benchmark";

export async function signUp(url: string, name: string): Promise<Bot> {
  const body = { username: name, email: `${name}@example.org`, password: PASSWORD, display_name: name };
  const signed = await ask<{ user: { id: string }; access_token: string }>(
    url,
    "",
    "POST",
    "/api/auth/register",
    body,
  );
  const line = new Line(url, signed.access_token);
  return {
    id: signed.user.id,
    name,
    token: signed.access_token,
    say: (conversationId, texts, pace) => line.say(conversationId, texts, pace),
    listen: () => line.listen(),
    read: (conversationId, seq) => line.read(conversationId, seq),
    ask: (method, path, sent) => ask(url, signed.access_token, method, path, sent),
    leave: () => line.close(),
  };
}

async function ask<T>(url: string, token: string, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(new URL(path, url), {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

class Line {
  readonly #url: string;
  readonly #token: string;
  #socket: WebSocket | null = null;
  #answered: () => void = () => undefined;
  /** What came and is not confirmed yet, by conversation. */
  readonly #heard = new Map<string, number>();
  #confirming: ReturnType<typeof setInterval> | undefined;
  #open = 0;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async say(conversation_id: string, texts: Iterable<string>, pace: Pace = {}): Promise<void> {
    const { inFlight = 64, perSecond = Number.POSITIVE_INFINITY } = pace;
    const socket = this.#socket ?? (await this.#connect());
    const start = performance.now();
    let sent = 0;
    for (const content of texts) {
      const due = start + (sent++ / perSecond) * 1000;
      if (due > performance.now())
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      while (this.#open >= inFlight) await this.#answer();
      this.#open++;
      const client_id = crypto.randomUUID();
      socket.send(
        JSON.stringify({ type: "message.send", client_id, conversation_id, kind: "text", content }),
      );
    }
    while (this.#open > 0) await this.#answer();
  }

  async read(conversation_id: string, read_seq: number): Promise<void> {
    const socket = this.#socket ?? (await this.#connect());
    socket.send(JSON.stringify({ type: "receipt", conversation_id, read_seq }));
  }

  /** Is there, and confirms what comes: for whoever confirms nothing the server keeps a queue. */
  async listen(): Promise<void> {
    const socket = this.#socket ?? (await this.#connect());
    this.#confirming = setInterval(() => {
      for (const [conversation_id, delivered_seq] of this.#heard)
        socket.send(JSON.stringify({ type: "receipt", conversation_id, delivered_seq }));
      this.#heard.clear();
    }, CONFIRM_MS);
  }

  close(): void {
    clearInterval(this.#confirming);
    this.#socket?.close();
    this.#socket = null;
  }

  #answer(): Promise<void> {
    return new Promise((resolve) => {
      this.#answered = resolve;
    });
  }

  #connect(): Promise<WebSocket> {
    const socket = new WebSocket(new URL("/ws", this.#url.replace("http", "ws")));
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token: this.#token }));
      socket.onclose = ({ code }) => reject(new Error(`the socket closed with ${code}`));
      socket.onmessage = ({ data }) => {
        const { type, detail, entry } = JSON.parse(String(data)) as Frame;
        if (entry !== undefined) this.#heard.set(entry.conversation_id, entry.seq);
        if (type === "ready") resolve(socket);
        if (type === "error") throw new Error(`a message was refused: ${detail}`);
        if (type !== "ack") return;
        this.#open--;
        this.#answered();
      };
    });
  }
}
