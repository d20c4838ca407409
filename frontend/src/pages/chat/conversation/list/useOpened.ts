/** How much was read when the conversation was opened, or when one last looked away: the divider stays there meanwhile. */
import { useEffect, useRef, useState } from "react";
import { useChat } from "../../../../contexts/ChatContext";
import { useConnection } from "../../../../contexts/SocketContext";
import type { Seq } from "../../../../realtime/frames";
import { readSeqOf, unreadOf } from "../../../../state/selectors";
import type { ChatState } from "../../../../state/state";

export interface Opened {
  readonly readSeq: Seq;
  readonly unread: boolean;
}

export function useOpened(id: string): Opened {
  const readSeq = useChat((state) => {
    const one = state.conversations[id];
    return one === undefined ? 0 : readSeqOf(one, state.me);
  });
  const unread = useChat((state) => {
    const one = state.conversations[id];
    return one !== undefined && unreadOf(one, state.me) > 0;
  });
  const [opened, setOpened] = useState<Opened>({ readSeq, unread });
  const missed = useChat((state) => hasOthersAfter(state, id, opened.readSeq));
  const current = useCurrent();
  const wasCurrent = useRef(current);
  useEffect(() => {
    if (wasCurrent.current || !current) return;
    // What was kept from last time knew nothing of what came since: that is unread, too, by the time it is here.
    wasCurrent.current = true;
    if (missed) setOpened((held) => ({ ...held, unread: true }));
  }, [current, missed]);

  // What comes while one looks elsewhere is new as well when one looks again.
  const away = useAway();
  useEffect(() => {
    if (away.current && unread) setOpened((held) => (held.readSeq === readSeq ? held : { readSeq, unread }));
  }, [away, unread, readSeq]);
  return opened;
}

/** Whether all that the server has is here. */
function useCurrent(): boolean {
  const { socket, updating } = useConnection();
  return socket.phase === "open" && !updating;
}

function useAway() {
  const away = useRef(false);
  useEffect(() => {
    const leave = () => {
      away.current = true;
    };
    const comeBack = () => {
      away.current = false;
    };
    addEventListener("blur", leave);
    addEventListener("focus", comeBack);
    return () => {
      removeEventListener("blur", leave);
      removeEventListener("focus", comeBack);
    };
  }, []);
  return away;
}

function hasOthersAfter(state: ChatState, id: string, seq: Seq): boolean {
  const messages = state.conversations[id]?.log.messages ?? [];
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at];
    if (message === undefined || message.seq <= seq) return false;
    if (message.sender_id !== state.me && message.kind !== "system") return true;
  }
  return false;
}
