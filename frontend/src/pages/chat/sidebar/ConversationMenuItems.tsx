/** What one can do with a conversation from the list. */
import { Archive, ArchiveRestore, Bell, BellOff, Mail, MailOpen, Pin, PinOff } from "lucide-react";
import { MenuItem } from "../../../components/Menu";
import { useChat } from "../../../contexts/ChatContext";
import { useSession } from "../../../contexts/SocketContext";
import { t } from "../../../i18n";
import { isMuted, unreadOf } from "../../../state/selectors";
import { FOR_GOOD, useOwnView } from "./useOwnView";

const EIGHT_HOURS_MS = 8 * 3_600_000;

export function ConversationMenuItems({ id }: { id: string }) {
  const { receipts } = useSession();
  const one = useChat((state) => state.conversations[id]);
  const me = useChat((state) => state.me);
  const keep = useOwnView(id);
  if (one === undefined) return null;
  const { info } = one;
  const unread = unreadOf(one, me) > 0 || info.unread_mark;
  const muted = isMuted(info);
  const markRead = () => {
    receipts.read(id, info.last_seq);
    if (info.unread_mark) void keep({ unread_mark: false });
  };
  const mute = (until: string | null) => () => void keep({ muted_until: until });
  return (
    <>
      <MenuItem
        icon={unread ? <MailOpen /> : <Mail />}
        onSelect={() => (unread ? markRead() : void keep({ unread_mark: true }))}
      >
        {unread ? t("sidebar.markRead") : t("sidebar.markUnread")}
      </MenuItem>
      <MenuItem
        icon={info.pinned ? <PinOff /> : <Pin />}
        onSelect={() => void keep({ pinned: !info.pinned })}
      >
        {info.pinned ? t("sidebar.unpin") : t("sidebar.pin")}
      </MenuItem>
      {muted ? (
        <MenuItem icon={<Bell />} onSelect={mute(null)}>
          {t("sidebar.unmute")}
        </MenuItem>
      ) : (
        <>
          <MenuItem icon={<BellOff />} onSelect={mute(new Date(Date.now() + EIGHT_HOURS_MS).toISOString())}>
            {t("sidebar.mute8")}
          </MenuItem>
          <MenuItem icon={<BellOff />} onSelect={mute(FOR_GOOD)}>
            {t("sidebar.mute")}
          </MenuItem>
        </>
      )}
      <MenuItem
        icon={info.archived ? <ArchiveRestore /> : <Archive />}
        onSelect={() => void keep({ archived: !info.archived })}
      >
        {info.archived ? t("sidebar.unarchive") : t("sidebar.archive")}
      </MenuItem>
    </>
  );
}
