/** One conversation in the list: who, the last thing said, when, and how much of it is unread. */
import { BellOff, ChevronDown, Pin, Users } from "lucide-react";
import { memo, useCallback, useRef, useState } from "react";
import { Link } from "react-router";
import { Avatar } from "../../../components/Avatar";
import { Badge } from "../../../components/Badge";
import { Menu, MenuPanel } from "../../../components/Menu";
import type { Anchor } from "../../../components/place";
import { useChat } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import type { Conversation } from "../../../realtime/frames";
import {
  activityOf,
  isMuted,
  mentionsOf,
  newestShown,
  othersOf,
  peerOf,
  pendingMessages,
  presenceOf,
  tickOf,
  titleOf,
  unreadOf,
} from "../../../state/selectors";
import type { ConversationState, PendingMessage } from "../../../state/state";
import { type TickState, Ticks } from "../Ticks";
import { briefTime } from "../times";
import styles from "./ConversationItem.module.css";
import { ConversationMenuItems } from "./ConversationMenuItems";
import { Preview } from "./Preview";

export const ConversationItem = memo(function ConversationItem({ id, open }: { id: string; open: boolean }) {
  const one = useChat((state) => state.conversations[id]);
  const me = useChat((state) => state.me);
  const pending = useChat((state) => pendingMessages(state, id).at(-1));
  const newest = useChat((state) => (one === undefined ? null : newestShown(state, one)));
  const peer = one === undefined ? null : peerOf(one, me);
  const online = useChat((state) => peer !== null && presenceOf(state, peer)?.status === "online");
  const [menuAt, setMenuAt] = useState<Anchor | null>(null);
  const row = useRef<HTMLAnchorElement>(null);
  const closeMenu = useCallback((refocus: boolean) => {
    setMenuAt(null);
    if (refocus) row.current?.focus();
  }, []);
  if (one === undefined) return null;
  const unread = unreadOf(one, me);
  const mentions = unread > 0 ? mentionsOf(one, me) : 0;
  const title = titleOf(one, me);
  const label = t("sidebar.options", { title });
  return (
    <li
      className={styles.row}
      onContextMenu={(event) => {
        event.preventDefault();
        const { clientX: left, clientY: top } = event;
        setMenuAt({ left, right: left, top, bottom: top });
      }}
    >
      <Link ref={row} to={`/c/${id}`} className={styles.item} aria-current={open ? "page" : undefined}>
        <Avatar
          name={title}
          id={peer?.id ?? id}
          src={peer?.avatar_url ?? one.info.avatar_url}
          size="lg"
          online={online}
        />
        <span className={styles.name}>
          {one.info.kind === "group" && (
            <Users className={styles.group} role="img" aria-label={t("sidebar.group")} />
          )}
          <span className={styles.text} dir="auto">
            {title}
          </span>
        </span>
        <span className={styles.time}>
          <OwnTick one={one} me={me} pending={pending} />
          {briefTime(pending?.created_at ?? activityOf(one))}
        </span>
        <Preview one={one} newest={newest} me={me} open={open} pending={pending} />
        <Signs info={one.info} unread={unread} mentions={mentions} />
      </Link>
      <span className={styles.options}>
        <Menu label={label} trigger={<ChevronDown />} align="end">
          <ConversationMenuItems id={id} />
        </Menu>
      </span>
      {menuAt !== null && (
        <MenuPanel label={label} anchor={menuAt} onClose={closeMenu}>
          <ConversationMenuItems id={id} />
        </MenuPanel>
      )}
    </li>
  );
});

/** What one should know of it at a glance: muted, pinned, and what waits to be read. */
function Signs({ info, unread, mentions }: { info: Conversation; unread: number; mentions: number }) {
  const muted = isMuted(info);
  const marked = unread === 0 && info.unread_mark;
  if (!muted && !info.pinned && !marked && unread === 0) return null;
  return (
    <span className={styles.badges}>
      {muted && <BellOff className={styles.sign} role="img" aria-label={t("sidebar.muted")} />}
      {info.pinned && <Pin className={styles.sign} role="img" aria-label={t("sidebar.pinned")} />}
      {mentions > 0 && <Badge count="@" label={t("sidebar.mentions", { count: mentions })} />}
      {unread > 0 && (
        <Badge
          count={unread}
          label={t("conversation.unreadCount", { count: unread })}
          tone={muted ? "quiet" : "loud"}
        />
      )}
      {marked && <span className={styles.mark} role="img" aria-label={t("sidebar.markedUnread")} />}
    </span>
  );
}

function OwnTick({
  one,
  me,
  pending,
}: {
  one: ConversationState;
  me: string;
  pending: PendingMessage | undefined;
}) {
  if (pending !== undefined) return <Ticks state={pending.failure === null ? "pending" : "failed"} />;
  if (one.newest === null || one.newest.sender_id !== me || one.newest.kind === "system") return null;
  const state: TickState = tickOf(one.newest.seq, othersOf(one, me));
  return <Ticks state={state} />;
}
