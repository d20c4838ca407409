/** The chat's state for components: each selects the slice that it shows, and renders when that slice changes. */
import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
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

function useChatStore(): ChatStore {
  const store = useContext(ChatContext);
  if (store === null) throw new Error("useChat needs a ChatProvider around it");
  return store;
}
