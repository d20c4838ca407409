/** What the parts of a session use: a way to the server, and the state. */
import type { ClientFrame } from "../realtime/frames";
import type { ChatStore } from "../state/store";

export interface Wire {
  /** False when there is no connection now. */
  send: (frame: ClientFrame) => boolean;
  /** Somebody wants to be heard: what is left of a wait for the connection is skipped. */
  wake: () => void;
  store: ChatStore;
}
