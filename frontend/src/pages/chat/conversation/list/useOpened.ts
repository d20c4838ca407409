/** How much was read when the conversation was opened, or when one last looked away: the divider stays there meanwhile. */
import { useEffect, useRef, useState } from "react";
import { useChat } from "../../../../contexts/ChatContext";
import type { Seq } from "../../../../realtime/frames";
import { readSeqOf, unreadOf } from "../../../../state/selectors";

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
  // What comes while one looks elsewhere is new as well when one looks again.
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
  useEffect(() => {
    if (away.current && unread) setOpened((held) => (held.readSeq === readSeq ? held : { readSeq, unread }));
  }, [unread, readSeq]);
  return opened;
}
