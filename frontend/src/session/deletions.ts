/** Takes back one's own messages. Unlike a message, a deletion waits for no connection: who asked is told that it failed. */
import type { ClientId, ConversationId, FrameOf, MessageId, ServerFrame } from "../realtime/frames";
import { newClientId } from "./clientId";
import type { Wire } from "./wire";

const ANSWER_MS = 10_000;

interface Deletion {
  messageId: MessageId;
  /** Null when it stands; the reason when it doesn't. */
  settle: (failure: string | null) => void;
}

export class Deletions {
  readonly #wire: Wire;
  readonly #asked = new Map<ClientId, Deletion>();

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Null once the server has deleted it, else why not. */
  remove(messageId: MessageId): Promise<string | null> {
    const client_id = newClientId();
    if (!this.#wire.send({ type: "message.delete", client_id, message_id: messageId })) {
      this.#wire.wake();
      return Promise.resolve("There is no connection. Try again in a moment.");
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle("The server didn’t answer. Try again in a moment."), ANSWER_MS);
      const settle = (failure: string | null) => {
        clearTimeout(timer);
        this.#asked.delete(client_id);
        resolve(failure);
      };
      this.#asked.set(client_id, { messageId, settle });
    });
  }

  hear(frame: ServerFrame): void {
    if ((frame.type !== "ack" && frame.type !== "error") || frame.client_id === undefined) return;
    const deletion = this.#asked.get(frame.client_id);
    if (deletion === undefined) return;
    if (frame.type === "ack") this.#take(frame, deletion.messageId);
    deletion.settle(frame.type === "error" ? frame.detail : null);
  }

  /** The connection that asked gets the ack alone: the entry of the log is made here, as for a message. */
  #take(ack: FrameOf<"ack">, target_id: MessageId): void {
    const conversation_id: ConversationId = ack.conversation_id;
    this.#wire.store.dispatch({
      type: "entry",
      conversation_id,
      entry: {
        message_id: ack.message_id,
        conversation_id,
        seq: ack.seq,
        sender_id: this.#wire.store.getState().me,
        client_id: ack.client_id,
        kind: "delete",
        content: null,
        data: null,
        reply_to: null,
        target_id,
        reactions: {},
        created_at: ack.created_at,
        edited_at: null,
        deleted_at: null,
      },
    });
  }
}
