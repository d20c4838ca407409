/** Which message one is about to answer: said at the message, shown and used by the composer. */
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

interface Reply {
  messageId: string | null;
  answer: (messageId: string | null) => void;
}

const ReplyContext = createContext<Reply | null>(null);

export function ReplyProvider({ children }: { children: ReactNode }) {
  const [messageId, answer] = useState<string | null>(null);
  const value = useMemo(() => ({ messageId, answer }), [messageId]);
  return <ReplyContext value={value}>{children}</ReplyContext>;
}

export function useReply(): Reply {
  const reply = useContext(ReplyContext);
  if (reply === null) throw new Error("useReply needs a ReplyProvider around it");
  return reply;
}
