import { useChat } from "../../../../contexts/ChatContext";
import { Markdown } from "../../../../markdown/Markdown";

/** What a message says, with the members that it names marked. */
export function MessageText({ text, conversationId }: { text: string; conversationId: string }) {
  // As one string: it stays the same while cursors move, and the bubble isn't rendered again for them.
  const usernames = useChat((state) => {
    if (!text.includes("@")) return "";
    const members = state.conversations[conversationId]?.info.participants ?? [];
    const mine = members.find(({ user }) => user.id === state.me)?.user.username ?? "";
    return [mine, ...members.map(({ user }) => user.username)].join(" ").toLowerCase();
  });
  const [me = "", ...members] = usernames.split(" ");
  return <Markdown text={text} names={{ me, members }} />;
}
