/** The store: the state, and one way to change it. Components select the slice they show and nothing else re-renders. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Input, reduce } from "./reducer";
import { type ChatState, initialState } from "./state";

export type ChatStore = StoreApi<ChatState> & {
  /** Something happened here: the state changes, and whoever listens is told. */
  dispatch: (input: Input) => void;
  /** Something happened elsewhere, and was told here: the state changes alone. */
  apply: (input: Input) => void;
};

export function createChatStore(me: string, onDispatch: (input: Input) => void = () => undefined): ChatStore {
  const store = createStore<ChatState>(() => initialState(me));
  const apply = (input: Input) => store.setState((state) => reduce(state, input));
  const dispatch = (input: Input) => {
    apply(input);
    onDispatch(input);
  };
  return Object.assign(store, { dispatch, apply });
}
