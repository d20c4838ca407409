/** The chat's state for components: each selects the slice that it shows, and renders when that slice changes. */
import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { User } from "../realtime/frames";
import { calledBy, shownName } from "../state/names";
import type { ChatState } from "../state/state";
import type { ChatStore } from "../state/store";

const ChatContext = createContext<ChatStore | null>(null);

export function ChatProvider({ store, children }: { store: ChatStore; children: ReactNode }) {
  return <ChatContext value={store}>{children}</ChatContext>;
}

export function useChat<T>(selector: (state: ChatState) => T): T {
  return useStore(useChatStore(), selector);
}

/** For selectors that make a new list each time: compared item by item. */
export function useChatList<T>(selector: (state: ChatState) => T[]): T[] {
  return useStore(useChatStore(), useShallow(selector));
}

/** What this person calls somebody, whoever told of them: search answers know no nicknames. */
export function useShownName(user: User): string {
  return useChat((state) => shownName(calledBy(user, state.nicknames)));
}

function useChatStore(): ChatStore {
  const store = useContext(ChatContext);
  if (store === null) throw new Error("useChat needs a ChatProvider around it");
  return store;
}
