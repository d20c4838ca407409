/** Brings history in: enough to fill the screen and reach the unread ones at first, then a page at a time. */
import { useCallback, useEffect, useState } from "react";
import { useChat } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import { holdsStart, type Log } from "../../../../state/log";
import type { ChatStore } from "../../../../state/store";

/** A screen's worth. A page can hold fewer: what changed a message takes a place in the log, and none on screen. */
const ENOUGH = 30;
/** How far to look for the first unread message before showing the newest instead. */
const UNREAD_REACH = 250;

export type OlderState = "idle" | "loading" | "failed";

export function useOlder(id: string, readSeq: number) {
  const { loader, store } = useSession();
  const [first, setFirst] = useState<OlderState>("loading");
  const [older, setOlder] = useState<OlderState>("idle");

  const loadFirst = useCallback(async () => {
    setFirst("loading");
    try {
      while (wantsMore(logOf(store, id), readSeq)) {
        const { from } = logOf(store, id) ?? { from: 0 };
        await loader.loadOlder(id);
        if (logOf(store, id)?.from === from) throw new Error("the server had nothing before what is held");
      }
      setFirst("idle");
    } catch {
      setFirst("failed");
    }
  }, [id, readSeq, loader, store]);

  const loadOlder = useCallback(async () => {
    const log = logOf(store, id);
    if (log === undefined || holdsStart(log)) return;
    setOlder("loading");
    try {
      await loader.loadOlder(id);
      setOlder("idle");
    } catch {
      setOlder("failed");
    }
  }, [id, loader, store]);

  useEffect(() => void loadFirst(), [loadFirst]);
  // Let go after a long absence: what was held was too old to go on from.
  const emptied = useChat(() => first === "idle" && isUnknown(logOf(store, id)));
  useEffect(() => {
    if (emptied) void loadFirst();
  }, [emptied, loadFirst]);
  return { first: emptied ? ("loading" as const) : first, loadFirst, older, loadOlder };
}

/** Whether there are messages, none of which is held. */
function isUnknown(log: Log | undefined): boolean {
  return log !== undefined && log.messages.length === 0 && !holdsStart(log);
}

function wantsMore(log: Log | undefined, readSeq: number): boolean {
  if (log === undefined || holdsStart(log)) return false;
  if (log.messages.length < ENOUGH) return true;
  return log.from > readSeq + 1 && log.messages.length < UNREAD_REACH;
}

function logOf(store: ChatStore, id: string): Log | undefined {
  return store.getState().conversations[id]?.log;
}
