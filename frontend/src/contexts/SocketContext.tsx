/** The live session of whoever is signed in, and hooks that adapt it to React. */
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { FrameOf, ServerFrameType } from "../realtime/frames";
import type { Connection } from "../session/connection";
import { conversationAt, takeOpening } from "../session/opening";
import { ChatSession } from "../session/session";
import { useAuth } from "./AuthContext";
import { ChatProvider } from "./ChatContext";

const SocketContext = createContext<ChatSession | null>(null);

/** `me` is the same for as long as this is mounted: another person gets another one, by its key. */
export function SocketProvider({ me, children }: { me: string; children: ReactNode }) {
  const { api, credentials, refresher } = useAuth();
  const [session] = useState(() => {
    const open = conversationAt(location.pathname);
    const opening = takeOpening(me);
    return new ChatSession({ me, api, credentials, refresher, socketUrl: socketUrl(), open, opening });
  });
  useEffect(() => {
    session.start();
    return () => session.stop();
  }, [session]);
  return (
    <SocketContext value={session}>
      <ChatProvider store={session.store}>{children}</ChatProvider>
    </SocketContext>
  );
}

export function useSession(): ChatSession {
  const session = useContext(SocketContext);
  if (session === null) throw new Error("useSession needs a SocketProvider around it");
  return session;
}

export function useConnection(): Connection {
  return useStore(useSession().connection);
}

type Handlers = { [T in ServerFrameType]?: (frame: FrameOf<T>) => void };

/** Calls the handler of each arriving frame's type, the latest one given; the store has taken the frame in before. */
export function useWebSocket(handlers: Handlers): void {
  const session = useSession();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(
    () =>
      session.onFrame((frame) => {
        const handler = latest.current[frame.type] as ((frame: unknown) => void) | undefined;
        handler?.(frame);
      }),
    [session],
  );
}

function socketUrl(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
}
