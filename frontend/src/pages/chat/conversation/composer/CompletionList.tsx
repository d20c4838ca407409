import { Avatar } from "../../../../components/Avatar";
import { t } from "../../../../i18n";
import { shownName } from "../../../../state/names";
import styles from "./CompletionList.module.css";
import type { Suggestion } from "./suggestions";

interface CompletionListProps {
  id: string;
  suggestions: readonly Suggestion[];
  at: number;
  onPick: (suggestion: Suggestion) => void;
}

/** What could be meant. The focus stays in the field, whose keys move here. */
export function CompletionList({ id, suggestions, at, onPick }: CompletionListProps) {
  if (suggestions.length === 0) return null;
  return (
    <div id={id} role="listbox" aria-label={t("conversation.composer.suggestions")} className={styles.list}>
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is at the field, which has the arrows and Enter
        <div
          key={suggestion.key}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className={styles.option}
          // Before the click itself: the field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(suggestion)}
        >
          <Offered suggestion={suggestion} />
        </div>
      ))}
    </div>
  );
}

function Offered({ suggestion }: { suggestion: Suggestion }) {
  if (suggestion.kind === "emoji") {
    const { emoji, shortcodes } = suggestion.emoji;
    return (
      <>
        <span className={styles.emoji}>{emoji}</span>
        <span className={styles.name}>{`:${shortcodes[0]}:`}</span>
      </>
    );
  }
  const { id, username, avatar_url } = suggestion.user;
  const name = shownName(suggestion.user);
  return (
    <>
      <Avatar name={name} id={id} src={avatar_url} size="sm" />
      <span className={styles.name} dir="auto">
        {name}
      </span>
      <bdi className={styles.detail}>@{username}</bdi>
    </>
  );
}
