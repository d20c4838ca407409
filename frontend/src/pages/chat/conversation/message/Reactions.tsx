import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import type { Entry } from "../../../../realtime/frames";
import { nameOf } from "../../system";
import styles from "./Reactions.module.css";

interface ReactionsProps {
  conversationId: string;
  reactions: Entry["reactions"];
}

/** How people answered without words. */
export function Reactions({ conversationId, reactions }: ReactionsProps) {
  const me = useChat((state) => state.me);
  const participants = useChat((state) => state.conversations[conversationId]?.info.participants);
  const list = Object.entries(reactions);
  if (list.length === 0) return null;
  return (
    <ul className={styles.reactions} aria-label={t("conversation.reactions.label")}>
      {list.map(([emoji, who]) => {
        const names = who.map((id) => nameOf(id, participants ?? [], me)).join(", ");
        return (
          <li key={emoji} className={styles.reaction} data-mine={who.includes(me)} title={names}>
            <span aria-hidden>{emoji}</span>
            {who.length > 1 && <span aria-hidden>{who.length}</span>}
            <span className="visually-hidden">{t("conversation.reactions.from", { emoji, names })}</span>
          </li>
        );
      })}
    </ul>
  );
}
