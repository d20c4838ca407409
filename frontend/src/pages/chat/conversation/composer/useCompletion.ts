/** Completion in the field: offers while something is written that has one, and the keys that choose among them. */
import { type KeyboardEvent, type RefObject, useId, useMemo, useState } from "react";
import { useChat } from "../../../../contexts/ChatContext";
import { loadEmoji } from "../../../../emoji/catalogue";
import { emojiByShortcode } from "../../../../emoji/search";
import { useEmoji } from "../../../../emoji/useEmoji";
import type { Participant } from "../../../../realtime/frames";
import { replaceRange } from "./field";
import { emojiFor, peopleFor, type Suggestion } from "./suggestions";
import { closedShortcode, triggerAt } from "./trigger";

const NOBODY: readonly Participant[] = [];
const NOTHING: Suggestion[] = [];

interface CompletionOf {
  id: string;
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  /** Null while more than a place is selected, or the field doesn't have the focus. */
  caret: number | null;
}

export function useCompletion({ id, field, text, caret }: CompletionOf) {
  const listId = useId();
  const me = useChat((state) => state.me);
  const participants = useChat((state) => state.conversations[id]?.info.participants ?? NOBODY);
  const trigger = useMemo(() => (caret === null ? null : triggerAt(text, caret)), [text, caret]);
  const { all: emoji } = useEmoji(trigger?.kind === "emoji");
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [chosen, setChosen] = useState({ query: "", at: 0 });

  const suggestions = useMemo(() => {
    if (trigger === null || trigger.from === dismissed) return NOTHING;
    return trigger.kind === "mention"
      ? peopleFor(trigger.query, participants, me)
      : emojiFor(trigger.query, emoji);
  }, [trigger, dismissed, participants, me, emoji]);
  const at = chosen.query === trigger?.query ? Math.min(chosen.at, suggestions.length - 1) : 0;
  const open = suggestions.length > 0;
  // Another word begins anew.
  if (trigger === null && dismissed !== null) setDismissed(null);

  const pick = (suggestion: Suggestion | undefined) => {
    if (field.current === null || trigger === null || suggestion === undefined) return;
    replaceRange(field.current, trigger.from, trigger.to, suggestion.insert);
  };
  const move = (by: number) =>
    setChosen({
      query: trigger?.query ?? "",
      at: (at + by + suggestions.length) % suggestions.length,
    });

  /** True when the key was meant for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open || event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return false;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") setDismissed(trigger?.from ?? null);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") pick(suggestions[at]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const onTyped = () => void completeShortcode(field.current);
  const aria = open
    ? ({
        role: "combobox",
        "aria-expanded": true,
        "aria-haspopup": "listbox",
        "aria-controls": listId,
        "aria-activedescendant": `${listId}-${at}`,
      } as const)
    : {};
  return { suggestions, at, listId, aria, pick, onKeyDown, onTyped };
}

/** ":tada:" becomes what it stands for when the second colon is typed. */
async function completeShortcode(field: HTMLTextAreaElement | null): Promise<void> {
  const closed = field === null ? null : closedShortcode(field.value, field.selectionStart);
  if (field === null || closed === null) return;
  const found = emojiByShortcode(await loadEmoji().catch(() => []), closed.query);
  const still = field.value.slice(closed.from, closed.to) === `:${closed.query}:`;
  if (found !== undefined && still) replaceRange(field, closed.from, closed.to, found.emoji);
}
