/** Reads arriving messages aloud for screen readers: those and no others. */
import { useEffect, useRef, useState } from "react";
import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { plainLine } from "../../../../markdown/plain";
import type { Entry } from "../../../../realtime/frames";
import { nameOf, systemSentence } from "../../system";

export function Announcer({ id }: { id: string }) {
  const [said, setSaid] = useState("");
  const me = useChat((state) => state.me);
  const newest = useChat((state) => state.conversations[id]?.log.messages.at(-1));
  const participants = useChat((state) => state.conversations[id]?.info.participants);
  const known = useRef(newest?.seq ?? 0);
  useEffect(() => {
    if (newest === undefined || newest.seq <= known.current) return;
    known.current = newest.seq;
    if (newest.sender_id !== me) setSaid(sentenceOf(newest, participants ?? [], me));
  }, [newest, participants, me]);
  return (
    <p className="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}

function sentenceOf(entry: Entry, participants: Parameters<typeof nameOf>[1], me: string): string {
  if (entry.kind === "system") return systemSentence(entry, participants, me);
  const sender = nameOf(entry.sender_id, participants, me);
  return t("conversation.said", { sender, text: plainLine(entry.content ?? "") });
}
