import { SmilePlus } from "lucide-react";
import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { knownIn } from "../../../../state/names";
import type { MessageRow } from "../../rows";
import { namesOf } from "../../system";
import { useViewStore } from "../ViewContext";
import styles from "./Reactions.module.css";
import { useReact } from "./useReact";

/** How people answered without words. A click joins them, or takes one's own back; who they are shows beside. */
export function Reactions({ conversationId, row }: { conversationId: string; row: MessageRow }) {
  const me = useChat((state) => state.me);
  const known = useChat((state) => knownIn(state.conversations[conversationId]));
  const react = useReact(conversationId, row);
  const view = useViewStore();
  const list = Object.entries(row.reactions);
  return (
    <ul className={styles.reactions} aria-label={t("conversation.reactions.label")}>
      {list.map(([emoji, who]) => {
        const names = namesOf(who, known, me);
        return (
          <li key={emoji} className={styles.item}>
            <button
              type="button"
              className={styles.reaction}
              aria-pressed={who.includes(me)}
              onClick={() => react(emoji)}
            >
              <span aria-hidden>{emoji}</span>
              <span aria-hidden>{who.length}</span>
              <span className="visually-hidden">{t("conversation.reactions.from", { emoji, names })}</span>
            </button>
            <span className={styles.names} aria-hidden>
              {names}
            </span>
          </li>
        );
      })}
      <li className={styles.item}>
        <button
          type="button"
          className={styles.more}
          aria-label={t("conversation.reactions.add")}
          title={t("conversation.reactions.add")}
          onClick={(event) => {
            const anchor = event.currentTarget.getBoundingClientRect();
            view.setState({ overlay: { kind: "reactions", row, anchor } });
          }}
        >
          <SmilePlus aria-hidden />
        </button>
      </li>
    </ul>
  );
}
