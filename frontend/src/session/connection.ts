/** What a person is told of the line to the server. */
import { createStore } from "zustand/vanilla";
import type { SocketStatus } from "../realtime/socket";

export interface Connection {
  readonly socket: SocketStatus;
  /** Connected, and still fetching what was missed. */
  readonly updating: boolean;
}

export type ConnectionStore = ReturnType<typeof createConnectionStore>;

export function createConnectionStore() {
  return createStore<Connection>(() => ({ socket: { phase: "stopped" }, updating: false }));
}
