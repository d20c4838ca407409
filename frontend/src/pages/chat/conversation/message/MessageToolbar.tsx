import { EllipsisVertical, Pencil, Reply, SmilePlus } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "../../../../i18n";
import type { MessageRow } from "../../rows";
import { onTouch } from "../../touch";
import { useViewStore } from "../ViewContext";
import { edit, type Overlay, reply } from "../view";
import styles from "./MessageToolbar.module.css";
import { QUICK } from "./quick";
import { useReact } from "./useReact";

interface MessageToolbarProps {
  conversationId: string;
  row: MessageRow;
  /** Whether Tab comes by: at the one message that the keyboard is at. */
  reachable: boolean;
}

/** What can be done with a message, while one points at it or the keyboard is at it. */
export function MessageToolbar({ conversationId, row, reachable }: MessageToolbarProps) {
  const view = useViewStore();
  const react = useReact(conversationId, row);
  const { messageId } = row;
  if (messageId === null) return null;
  const tabIndex = reachable ? 0 : -1;
  const show = (kind: Overlay["kind"]) => (button: HTMLElement) =>
    view.setState({ overlay: { kind, row, anchor: button.getBoundingClientRect() } });
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={t("conversation.toolbar.label")}>
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className={styles.quick}
          tabIndex={tabIndex}
          aria-label={t("conversation.toolbar.quick", { emoji })}
          onClick={() => react(emoji)}
        >
          {emoji}
        </button>
      ))}
      <Action
        label={t("conversation.toolbar.react")}
        icon={<SmilePlus />}
        tabIndex={tabIndex}
        onAct={show("reactions")}
      />
      <span className={styles.line} />
      <Action
        label={t("conversation.menu.reply")}
        icon={<Reply />}
        tabIndex={tabIndex}
        onAct={() => reply(view, messageId)}
      />
      {row.mine && (
        <Action
          label={t("conversation.menu.edit")}
          icon={<Pencil />}
          tabIndex={tabIndex}
          onAct={() => edit(view, messageId, row.content ?? "")}
        />
      )}
      <Action
        label={t("conversation.menu.label")}
        icon={<EllipsisVertical />}
        tabIndex={tabIndex}
        onAct={show("menu")}
      />
    </div>
  );
}

/** Where fingers point: a long press does it, and this for whoever is read to. */
export function HiddenOptions({ row }: { row: MessageRow }) {
  const view = useViewStore();
  if (!onTouch() || row.messageId === null) return null;
  return (
    <button
      type="button"
      className="visually-hidden"
      tabIndex={-1}
      onClick={(event) => {
        const anchor = event.currentTarget.getBoundingClientRect();
        view.setState({ overlay: { kind: "menu", row, anchor } });
      }}
    >
      {t("conversation.menu.label")}
    </button>
  );
}

interface ActionProps {
  label: string;
  icon: ReactNode;
  tabIndex: number;
  onAct: (button: HTMLElement) => void;
}

function Action({ label, icon, tabIndex, onAct }: ActionProps) {
  return (
    <button
      type="button"
      className={styles.action}
      tabIndex={tabIndex}
      aria-label={label}
      title={label}
      onClick={(event) => onAct(event.currentTarget)}
    >
      {icon}
    </button>
  );
}
