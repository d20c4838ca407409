/** Reads arriving messages aloud for screen readers: those and no others. */
import { useState } from "react";
import { useChat } from "../../../../contexts/ChatContext";
import { useWebSocket } from "../../../../contexts/SocketContext";
import { nameOf } from "../../system";

export function Announcer({ id }: { id: string }) {
  const [said, setSaid] = useState("");
  const me = useChat((state) => state.me);
  const participants = useChat((state) => state.conversations[id]?.info.participants);
  useWebSocket({
    entry: ({ entry }) => {
      if (entry.conversation_id !== id || entry.sender_id === me || entry.kind !== "text") return;
      setSaid(`${nameOf(entry.sender_id, participants ?? [], me)}: ${entry.content ?? ""}`);
    },
  });
  return (
    <p className="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
