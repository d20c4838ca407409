/** Reads arriving messages aloud for screen readers: those and no others, each of them, or how many if there are many. */
import { useEffect, useRef, useState } from "react";
import { useChat } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import { t } from "../../../../i18n";
import { plainLine } from "../../../../markdown/plain";
import type { Entry, Seq } from "../../../../realtime/frames";
import { type Known, knownIn } from "../../../../state/names";
import { nameOf, systemSentence } from "../../system";

/** What comes within this time is said together: a voice takes longer for one of them. */
const TOGETHER_MS = 400;
/** More at once are counted, and the last one read. */
const READ_ALL = 3;
/** Said sentences stay for a moment: what is taken away too soon is not read. */
const KEPT = 3;

interface Said {
  readonly key: Seq;
  readonly text: string;
}

export function Announcer({ id }: { id: string }) {
  const { store } = useSession();
  const [said, setSaid] = useState<readonly Said[]>([]);
  const newest = useChat((state) => state.conversations[id]?.log.messages.at(-1)?.seq ?? 0);
  const upTo = useRef(newest);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (newest <= upTo.current || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const { conversations, me } = store.getState();
      const messages = conversations[id]?.log.messages ?? [];
      const arrived = messagesAfter(messages, upTo.current).filter(({ sender_id }) => sender_id !== me);
      const key = messages.at(-1)?.seq ?? 0;
      upTo.current = key;
      const text = announcement(arrived, knownIn(conversations[id]), me);
      if (text !== null) setSaid((before) => [...before, { key, text }].slice(-KEPT));
    }, TOGETHER_MS);
  }, [newest, id, store]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className="visually-hidden" aria-live="polite" aria-relevant="additions">
      {said.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}

/** Looked for from the end: a log may be long. */
function messagesAfter(messages: readonly Entry[], seq: Seq): readonly Entry[] {
  const before = messages.findLastIndex((message) => message.seq <= seq);
  return messages.slice(before + 1);
}

function announcement(arrived: readonly Entry[], known: Known, me: string): string | null {
  const last = arrived.at(-1);
  if (last === undefined) return null;
  const sentences = arrived.length > READ_ALL ? [last] : arrived;
  const read = sentences.map((entry) => sentenceOf(entry, known, me)).join("\n");
  if (sentences === arrived) return read;
  return `${t("conversation.arrived", { count: arrived.length })}\n${read}`;
}

function sentenceOf(entry: Entry, known: Known, me: string): string {
  if (entry.kind === "system") return systemSentence(entry, known, me);
  const sender = nameOf(entry.sender_id, known, me);
  return t("conversation.said", { sender, text: plainLine(entry.content ?? "") });
}
