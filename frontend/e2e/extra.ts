/** Somebody without a browser who is simply there: signed in, online, and able to write. */

interface Frame {
  type: string;
}

export class Extra {
  readonly #url: string;
  readonly #token: string;
  readonly #socket: WebSocket;

  private constructor(url: string, token: string, socket: WebSocket) {
    this.#url = url;
    this.#token = token;
    this.#socket = socket;
  }

  static async enter(url: string, login: string, password: string): Promise<Extra> {
    const signed = await fetch(new URL("/api/auth/login", url), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ login, password }),
    });
    const { access_token } = (await signed.json()) as { access_token: string };
    const socket = new WebSocket(new URL("/ws", url.replace("http", "ws")));
    await ready(socket, access_token);
    return new Extra(url, access_token, socket);
  }

  async get<T>(path: string): Promise<T> {
    const answer = await fetch(new URL(path, this.#url), {
      headers: { Authorization: `Bearer ${this.#token}` },
    });
    return (await answer.json()) as T;
  }

  say(conversationId: string, content: string): void {
    const frame = {
      type: "message.send",
      client_id: `extra-${content}`,
      conversation_id: conversationId,
      kind: "text",
      content,
    };
    this.#socket.send(JSON.stringify(frame));
  }

  leave(): void {
    this.#socket.close();
  }
}

function ready(socket: WebSocket, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token }));
    socket.onmessage = ({ data }) => (JSON.parse(String(data)) as Frame).type === "ready" && resolve();
    socket.onclose = ({ code }) => reject(new Error(`the socket closed with ${code}`));
  });
}
