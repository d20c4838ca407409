/** Who this conversation is with, and how they are right now. */
import { ArrowLeft } from "lucide-react";
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { Avatar } from "../../../components/Avatar";
import { IconButton } from "../../../components/IconButton";
import { useChat } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { peerOf, presenceOf, titleOf } from "../../../state/selectors";
import type { ChatState, ConversationState } from "../../../state/state";
import { ConversationMenu } from "../group/ConversationMenu";
import { lastSeen } from "../times";
import { onTouch } from "../touch";
import { typingSentence } from "../typing";
import styles from "./ConversationHeader.module.css";
import { useNow } from "./useNow";

export function ConversationHeader({ id }: { id: string }) {
  const navigate = useNavigate();
  const one = useChat((state) => state.conversations[id]);
  const me = useChat((state) => state.me);
  const now = useNow();
  const status = useChat((state) => statusLine(state, id, now));
  const peer = one === undefined ? null : peerOf(one, me);
  const online = useChat((state) => peer !== null && presenceOf(state, peer)?.status === "online");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (onTouch()) heading.current?.focus();
  }, []);
  if (one === undefined) return null;
  const title = titleOf(one, me);
  return (
    <header className={styles.header}>
      <IconButton
        label={t("conversation.backToList")}
        icon={<ArrowLeft className="turns" />}
        className={styles.back ?? ""}
        onClick={() => void navigate("/")}
      />
      <Avatar
        name={title}
        id={peer?.id ?? id}
        src={peer?.avatar_url ?? one.info.avatar_url}
        online={online}
      />
      <div className={styles.names}>
        <h2 ref={heading} className={styles.title} dir="auto" tabIndex={-1}>
          {title}
        </h2>
        <p className={styles.status} data-lively={one.typing.length > 0 || online}>
          {status}
        </p>
      </div>
      <ConversationMenu id={id} />
    </header>
  );
}

function statusLine(state: ChatState, id: string, now: Date): string {
  const one = state.conversations[id];
  if (one === undefined) return "";
  const typing = typingSentence(one, state.me);
  if (typing !== null) return typing;
  return one.info.kind === "group" ? groupLine(state, one) : peerLine(state, one, now);
}

function peerLine(state: ChatState, one: ConversationState, now: Date): string {
  const peer = peerOf(one, state.me);
  const presence = peer === null ? null : presenceOf(state, peer);
  if (presence === null) return "";
  if (presence.status !== "offline") return t(`chat.seen.${presence.status}`);
  return presence.last_seen === null ? t("chat.seen.offline") : lastSeen(presence.last_seen, now);
}

function groupLine(state: ChatState, one: ConversationState): string {
  const { participants } = one.info;
  // Of a large group not all are known here.
  const count = one.info.participant_count ?? participants.length;
  const online = participants.filter(
    ({ user }) => user.id === state.me || presenceOf(state, user)?.status === "online",
  ).length;
  const members = t("conversation.header.members", { count });
  return online > 1 ? t("conversation.header.membersOnline", { members, online }) : members;
}
