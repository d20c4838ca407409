import { useChat, useChatList } from "../../../../contexts/ChatContext";
import { Markdown } from "../../../../markdown/Markdown";
import type { Participant } from "../../../../realtime/frames";
import type { ChatState } from "../../../../state/state";

const NOBODY: readonly Participant[] = [];

/** What a message says, with the members that it names marked. */
export function MessageText({ text, conversationId }: { text: string; conversationId: string }) {
  const members = (state: ChatState) =>
    text.includes("@") ? (state.conversations[conversationId]?.info.participants ?? NOBODY) : NOBODY;
  // Strings stay the same while cursors move, and the bubble isn't rendered again for them.
  const me = useChat(
    (state) =>
      members(state)
        .find(({ user }) => user.id === state.me)
        ?.user.username.toLowerCase() ?? "",
  );
  const usernames = useChatList((state) => members(state).map(({ user }) => user.username.toLowerCase()));
  const nicknames = useChatList((state) => members(state).map(({ user }) => user.nickname ?? ""));
  const called = new Map(usernames.map((username, at) => [username, nicknames[at] ?? ""]));
  return <Markdown text={text} names={{ me, members: called }} />;
}
