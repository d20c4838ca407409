/** Where one writes. Enter sends, Shift+Enter breaks the line (on a touch screen Enter does), and an input method keeps its own Enter. */
import { SendHorizontal, X } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { IconButton } from "../../../../components/IconButton";
import { useChat } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import { t } from "../../../../i18n";
import { titleOf } from "../../../../state/selectors";
import { onTouch } from "../../touch";
import { ReplyQuote } from "../message/ReplyQuote";
import { useReply } from "../ReplyContext";
import styles from "./Composer.module.css";
import { isSendKey } from "./sendKey";

const LONGEST = 8_000;
/** From here on one wants to know how much room is left. */
const COUNT_FROM = 7_500;

export function Composer({ id }: { id: string }) {
  const session = useSession();
  const { outbox, typing } = session;
  const [text, setText] = useState(() => session.store.getState().drafts[id] ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const title = useChat((state) =>
    state.conversations[id] ? titleOf(state.conversations[id], state.me) : "",
  );
  const { messageId: replyTo, answer } = useReply();
  useGrowing(field, text);
  useEffect(() => {
    if (replyTo !== null) field.current?.focus();
  }, [replyTo]);
  useEffect(() => focusUnlessTouch(field.current), []);
  useEffect(() => () => typing.inactive(id), [id, typing]);

  const left = LONGEST - Array.from(text).length;
  const sendable = text.trim() !== "" && left >= 0;
  const write = (next: string) => {
    setText(next);
    session.keepDraft(id, next);
    if (next === "") typing.inactive(id);
    else typing.active(id);
  };
  const send = () => {
    if (!sendable) return;
    outbox.send(id, text.trim(), replyTo);
    answer(null);
    write("");
    field.current?.focus();
  };
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {replyTo !== null && (
        <section className={styles.reply} aria-label={t("conversation.composer.replyTo")}>
          <ReplyQuote conversationId={id} messageId={replyTo} />
          <IconButton label={t("conversation.composer.noReply")} icon={<X />} onClick={() => answer(null)} />
        </section>
      )}
      <div className={styles.box}>
        <textarea
          ref={field}
          className={styles.field}
          rows={1}
          value={text}
          aria-label={t("conversation.composer.label", { title })}
          placeholder={t("conversation.composer.placeholder")}
          onChange={(event) => write(event.target.value)}
          onFocus={() => session.wake()}
          onBlur={() => typing.inactive(id)}
          onKeyDown={(event) => {
            if (!isSendKey(event.nativeEvent, onTouch())) return;
            event.preventDefault();
            send();
          }}
        />
        {left <= LONGEST - COUNT_FROM && (
          <span className={styles.left} data-over={left < 0} role="status">
            {left < 0
              ? t("conversation.composer.tooMany", { count: -left })
              : t("conversation.composer.left", { count: left })}
          </span>
        )}
        <IconButton
          type="submit"
          label={t("conversation.composer.send")}
          icon={<SendHorizontal />}
          tone="accent"
          disabled={!sendable}
        />
      </div>
    </form>
  );
}

function useGrowing(field: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [field, text]);
}

/** On a phone the keyboard would cover what one came to read: there the header takes the focus. */
function focusUnlessTouch(element: HTMLElement | null): void {
  if (!onTouch()) element?.focus();
}
