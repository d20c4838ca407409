/** Ctrl+K: a conversation or a person by a few letters of their name; what is unread comes first. */
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { Avatar } from "../../../components/Avatar";
import { Badge } from "../../../components/Badge";
import { Dialog } from "../../../components/Dialog";
import { Notice } from "../../../components/Notice";
import { useChat } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { useOpenDirect } from "../people/useOpenDirect";
import { usePeople } from "../people/usePeople";
import { type Choice, conversationChoices, personChoices } from "./choices";
import styles from "./Switcher.module.css";

const MOST = 12;

export default function Switcher({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const navigate = useNavigate();
  const conversations = useChat((state) => state.conversations);
  const me = useChat((state) => state.me);
  const people = usePeople(query.trim());
  const choices = useMemo(() => {
    const here = conversationChoices(conversations, me, query);
    return [...here, ...personChoices(people.data ?? [], here)].slice(0, MOST);
  }, [conversations, me, query, people.data]);

  const show = (conversationId: string) => {
    onClose();
    void navigate(`/c/${conversationId}`);
  };
  const openDirect = useOpenDirect(show, setProblem);
  const choose = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    if (choice.kind === "conversation") show(choice.id);
    else openDirect(choice.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") choose(choices[at]);
    else if (step !== undefined && choices.length > 0)
      setAt((before) => (before + step + choices.length) % choices.length);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t("shortcuts.switcher")} onClose={onClose}>
      {problem !== null && <Notice>{problem}</Notice>}
      <input
        className={styles.input}
        role="combobox"
        aria-label={t("shortcuts.switcher")}
        aria-expanded={choices.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={choices.length > 0 ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        placeholder={t("shortcuts.switcherHint")}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} role="listbox" aria-label={t("shortcuts.switcher")} className={styles.list}>
        {choices.map((choice, index) => (
          <Option
            key={choice.id}
            id={`${id}-${index}`}
            choice={choice}
            selected={index === at}
            onChoose={() => choose(choice)}
          />
        ))}
      </div>
      {choices.length === 0 && (
        <p className={styles.nothing} role="status">
          {t("shortcuts.nothing")}
        </p>
      )}
    </Dialog>
  );
}

interface OptionProps {
  id: string;
  choice: Choice;
  selected: boolean;
  onChoose: () => void;
}

function Option({ id, choice, selected, onChoose }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field keeps the focus and the keys, as a combobox does
    <div id={id} role="option" aria-selected={selected} className={styles.option} onClick={onChoose}>
      <Avatar name={choice.name} id={choice.face} src={choice.picture} size="sm" />
      <span className={styles.name}>
        <span className={styles.text} dir="auto">
          {choice.name}
        </span>
      </span>
      {choice.kind === "person" && <bdi className={styles.username}>@{choice.username}</bdi>}
      {choice.kind === "conversation" && choice.unread > 0 && (
        <Badge count={choice.unread} label={t("conversation.unreadCount", { count: choice.unread })} />
      )}
    </div>
  );
}
