/** The store: the state, and one way to change it. Components select the slice they show and nothing else re-renders. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Input, reduce } from "./reducer";
import { type ChatState, initialState } from "./state";

export type ChatStore = StoreApi<ChatState> & { dispatch: (input: Input) => void };

export function createChatStore(me: string): ChatStore {
  const store = createStore<ChatState>(() => initialState(me));
  return Object.assign(store, {
    dispatch: (input: Input) => store.setState((state) => reduce(state, input)),
  });
}
