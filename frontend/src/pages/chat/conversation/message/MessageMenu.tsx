/** The menu of one message: what the toolbar offers, and more. */
import { Copy, Eye, Flag, Link, Pencil, Reply, SmilePlus, Trash2 } from "lucide-react";
import { MenuItem, MenuPanel, useCloseMenu } from "../../../../components/Menu";
import { useChat } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import { t } from "../../../../i18n";
import type { MessageRow } from "../../rows";
import { onTouch } from "../../touch";
import { useViewStore } from "../ViewContext";
import { edit, type Overlay, reply } from "../view";
import styles from "./MessageMenu.module.css";
import { QUICK } from "./quick";
import { useReact } from "./useReact";

/** So long one can take a deletion back. */
const UNDO_MS = 5_000;

interface MessageMenuProps {
  conversationId: string;
  row: MessageRow;
  anchor: DOMRect;
  onClose: (refocus: boolean) => void;
}

export function MessageMenu({ conversationId, row, anchor, onClose }: MessageMenuProps) {
  const view = useViewStore();
  const { outbox } = useSession();
  const group = useChat((state) => state.conversations[conversationId]?.info.kind === "group");
  const react = useReact(conversationId, row);
  const { messageId } = row;
  if (messageId === null) return null;
  const text = row.content ?? "";
  const show = (kind: Overlay["kind"]) => view.setState({ overlay: { kind, row, anchor } });
  // Missing on a plain-HTTP address in a local network.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  return (
    <MenuPanel
      label={t("conversation.menu.label")}
      anchor={anchor}
      align={row.mine ? "end" : "start"}
      onClose={onClose}
    >
      {onTouch() && <QuickReactions onPick={react} />}
      <MenuItem icon={<Reply />} onSelect={() => reply(view, messageId)}>
        {t("conversation.menu.reply")}
      </MenuItem>
      {row.mine && (
        <MenuItem icon={<Pencil />} onSelect={() => edit(view, messageId, text)}>
          {t("conversation.menu.edit")}
        </MenuItem>
      )}
      <MenuItem icon={<SmilePlus />} onSelect={() => show("reactions")}>
        {t("conversation.toolbar.react")}
      </MenuItem>
      {clipboard !== undefined && (
        <>
          <MenuItem icon={<Copy />} onSelect={() => void clipboard.writeText(text)}>
            {t("conversation.menu.copy")}
          </MenuItem>
          <MenuItem icon={<Link />} onSelect={() => void clipboard.writeText(addressOf(conversationId, row))}>
            {t("conversation.menu.copyLink")}
          </MenuItem>
        </>
      )}
      {row.mine && group && (
        <MenuItem icon={<Eye />} onSelect={() => show("readers")}>
          {t("conversation.menu.readers")}
        </MenuItem>
      )}
      {!row.mine && (
        <MenuItem icon={<Flag />} onSelect={() => show("report")}>
          {t("conversation.menu.report")}
        </MenuItem>
      )}
      {row.mine && (
        <MenuItem
          icon={<Trash2 />}
          tone="danger"
          onSelect={() => outbox.deleteMessage(conversationId, messageId, UNDO_MS)}
        >
          {t("conversation.menu.delete")}
        </MenuItem>
      )}
    </MenuPanel>
  );
}

/** What the toolbar offers to a mouse: a finger has the menu alone. */
function QuickReactions({ onPick }: { onPick: (emoji: string) => void }) {
  const close = useCloseMenu();
  return (
    <div className={styles.quick}>
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          type="button"
          role="menuitem"
          tabIndex={-1}
          aria-label={t("conversation.toolbar.quick", { emoji })}
          onClick={() => {
            close();
            onPick(emoji);
          }}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}

function addressOf(conversationId: string, row: MessageRow): string {
  return new URL(`/c/${conversationId}/${row.seq ?? ""}`, location.origin).href;
}
