/** Where one writes. Enter sends, Shift+Enter breaks the line (on a touch screen Enter does), and an input method keeps its own Enter. */
import { Check, Eye, SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { IconButton } from "../../../../components/IconButton";
import { useChat } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import { t } from "../../../../i18n";
import { titleOf } from "../../../../state/selectors";
import { onTouch } from "../../touch";
import { useView, useViewStore } from "../ViewContext";
import { edit, stopComposing } from "../view";
import { CompletionList } from "./CompletionList";
import styles from "./Composer.module.css";
import { ComposingBar } from "./ComposingBar";
import { EmojiButton } from "./EmojiButton";
import { MARKS, replaceRange, toggleMark } from "./field";
import { lastOwnMessage } from "./lastOwn";
import { Preview } from "./Preview";
import { isSendKey } from "./sendKey";
import { useCaret } from "./useCaret";
import { useCompletion } from "./useCompletion";
import { useGrowing } from "./useGrowing";
import { useText } from "./useText";

const LONGEST = 8_000;
/** From here on one wants to know how much room is left. */
const COUNT_FROM = 7_500;

export function Composer({ id }: { id: string }) {
  const session = useSession();
  const view = useViewStore();
  const { outbox, store, typing } = session;
  const field = useRef<HTMLTextAreaElement>(null);
  const [previewed, setPreviewed] = useState(false);
  const composing = useView((one) => one.composing);
  const { text, write, clear } = useText(id, composing);
  const { caret, handlers } = useCaret();
  const completion = useCompletion({ id, field, text, caret });
  const title = useChat((state) =>
    state.conversations[id] ? titleOf(state.conversations[id], state.me) : "",
  );
  const editing = composing.kind === "edit";
  useGrowing(field, text);
  useFocus(field, composing);

  const left = LONGEST - Array.from(text).length;
  const sendable = text.trim() !== "" && left >= 0;
  const send = () => {
    if (!sendable) return;
    const said = text.trim();
    if (editing) {
      if (said !== composing.content) outbox.editMessage(id, composing.messageId, said);
    } else {
      outbox.send(id, said, composing.kind === "reply" ? composing.messageId : null);
    }
    clear();
    stopComposing(view);
    field.current?.focus();
  };
  const editLast = () => {
    const last = lastOwnMessage(store.getState(), id);
    if (last !== null) edit(view, last.message_id, last.content ?? "");
    return last !== null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (completion.onKeyDown(event)) return;
    const { key } = event;
    const mark = event.ctrlKey || event.metaKey ? MARKS[key.toLowerCase()] : undefined;
    if (isSendKey(event.nativeEvent, onTouch())) send();
    else if (key === "Escape" && composing.kind !== "message") stopComposing(view);
    else if (mark !== undefined && !event.altKey && !event.shiftKey) toggleMark(event.currentTarget, mark);
    else if (!isPlain(event, "ArrowUp") || text !== "" || composing.kind !== "message" || !editLast()) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <ComposingBar id={id} composing={composing} />
      {previewed && <Preview id={id} text={text} />}
      <div className={styles.box}>
        <CompletionList
          id={completion.listId}
          suggestions={completion.suggestions}
          at={completion.at}
          onPick={completion.pick}
        />
        <textarea
          ref={field}
          className={styles.field}
          data-composer
          rows={1}
          // Empty, it has no way of its own, and "auto" would take it for left to right.
          dir={text === "" ? undefined : "auto"}
          value={text}
          aria-label={t("conversation.composer.label", { title })}
          aria-autocomplete="list"
          placeholder={t("conversation.composer.placeholder")}
          {...completion.aria}
          {...handlers}
          onChange={(event) => {
            write(event.target.value);
            handlers.onChange(event);
            completion.onTyped();
          }}
          onFocus={() => session.wake()}
          onBlur={(event) => {
            handlers.onBlur(event);
            typing.inactive(id);
          }}
          onKeyDown={onKeyDown}
        />
        {left <= LONGEST - COUNT_FROM && (
          <span className={styles.left} data-over={left < 0} role="status">
            {left < 0
              ? t("conversation.composer.tooMany", { count: -left })
              : t("conversation.composer.left", { count: left })}
          </span>
        )}
        <div className={styles.actions}>
          {text !== "" && (
            <IconButton
              label={t("conversation.composer.preview")}
              icon={<Eye />}
              className={styles.preview ?? ""}
              aria-pressed={previewed}
              onClick={() => setPreviewed(!previewed)}
            />
          )}
          <EmojiButton
            onPick={(emoji) => {
              const at = field.current;
              if (at !== null) replaceRange(at, at.selectionStart, at.selectionEnd, emoji);
            }}
          />
          <IconButton
            type="submit"
            label={editing ? t("conversation.composer.save") : t("conversation.composer.send")}
            icon={editing ? <Check /> : <SendHorizontal className={styles.plane} />}
            className={styles.send ?? ""}
            tone="accent"
            disabled={!sendable}
          />
        </div>
      </div>
    </form>
  );
}

/** With another key held it means something else: to the text, or to the whole chat. */
function isPlain(event: KeyboardEvent, key: string): boolean {
  return event.key === key && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
}

/** On a phone the keyboard would cover what one came to read: there the header takes the focus at first. */
function useFocus(field: React.RefObject<HTMLTextAreaElement | null>, composing: { kind: string }): void {
  useEffect(() => {
    if (!onTouch() && document.activeElement?.tagName !== "ARTICLE") field.current?.focus();
  }, [field]);
  useEffect(() => {
    const element = field.current;
    if (element === null || composing.kind === "message") return;
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
  }, [field, composing]);
}
