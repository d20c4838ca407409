/** One message: what was said, when, and how far it came if it is one's own. */
import { Ban } from "lucide-react";
import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Avatar } from "../../../../components/Avatar";
import { hueOf } from "../../../../components/face";
import { useChat } from "../../../../contexts/ChatContext";
import { isFewEmoji } from "../../../../emoji/few";
import { t } from "../../../../i18n";
import { knownIn } from "../../../../state/names";
import type { MessageRow } from "../../rows";
import { nameOf } from "../../system";
import { clockTime } from "../../times";
import { onTouch } from "../../touch";
import { useMeet } from "../useMeet";
import { useView, useViewStore } from "../ViewContext";
import { edit, reply } from "../view";
import { FailedActions, FailedChanges } from "./FailedActions";
import styles from "./MessageBubble.module.css";
import { MessageMeta } from "./MessageMeta";
import { MessageText } from "./MessageText";
import { HiddenOptions, MessageToolbar } from "./MessageToolbar";
import { Reactions } from "./Reactions";
import { ReplyQuote } from "./ReplyQuote";
import { useLongPress } from "./useLongPress";

interface MessageBubbleProps {
  row: MessageRow;
  conversationId: string;
  /** Whether Tab comes to this one of all messages. */
  reachable: boolean;
}

export function MessageBubble({ row, conversationId, reachable }: MessageBubbleProps) {
  const me = useChat((state) => state.me);
  const group = useChat((state) => state.conversations[conversationId]?.info.kind === "group");
  const sender = useChat((state) => nameOf(row.senderId, knownIn(state.conversations[conversationId]), me));
  useMeet(conversationId, [row.senderId]);
  const flashed = useView((view) => view.flashed === row.key);
  const { article, near, handlers } = useNearness(row);
  const press = useLongPress(useAsking(row));
  const withFace = group && !row.mine;
  const changeable = row.messageId !== null && !row.deleted;
  return (
    <article
      ref={article}
      className={styles.row}
      data-mine={row.mine}
      data-first={row.first}
      data-last={row.last}
      data-flashed={flashed}
      data-message={row.messageId}
      aria-label={t("conversation.messageBy", { sender, time: clockTime(row.at) })}
      tabIndex={reachable ? 0 : -1}
      {...handlers}
    >
      {withFace && (
        <span className={styles.face}>
          {row.last && <Avatar name={sender} id={row.senderId ?? ""} size="sm" />}
        </span>
      )}
      <div className={styles.column}>
        <div className={styles.bubble} {...(changeable && press)}>
          {withFace && row.first && (
            <p className={styles.sender} data-hue={hueOf(row.senderId ?? "")}>
              <bdi>{sender}</bdi>
            </p>
          )}
          {row.replyTo !== null && !row.deleted && (
            <ReplyQuote conversationId={conversationId} messageId={row.replyTo} />
          )}
          <Said row={row} conversationId={conversationId} />
        </div>
        {!row.deleted && Object.keys(row.reactions).length > 0 && (
          <Reactions conversationId={conversationId} row={row} />
        )}
        {row.failure !== null && row.clientId !== null && (
          <FailedActions clientId={row.clientId} reason={row.failure} />
        )}
        {row.messageId !== null && row.mine && <FailedChanges messageId={row.messageId} />}
        {changeable && near && !onTouch() && (
          <MessageToolbar conversationId={conversationId} row={row} reachable={reachable} />
        )}
      </div>
      {changeable && <HiddenOptions row={row} />}
    </article>
  );
}

/** The text, and in its last line, where there is room, when it was said. */
function Said({ row, conversationId }: { row: MessageRow; conversationId: string }) {
  const time = clockTime(row.at);
  // In characters of the small type; the style sheet keeps so much of the last line free.
  const room = time.length + (row.edited ? t("conversation.edited").length + 1 : 0) + (row.mine ? 3 : 0);
  return (
    <div
      className={styles.said}
      data-emoji={!row.deleted && isFewEmoji(row.content ?? "")}
      style={{ "--meta": room } as React.CSSProperties}
    >
      {row.deleted ? (
        <p className={styles.gone}>
          <Ban aria-hidden />
          {t("conversation.deleted")}
        </p>
      ) : (
        <MessageText text={row.content ?? ""} conversationId={conversationId} />
      )}
      <MessageMeta row={row} conversationId={conversationId} time={time} />
    </div>
  );
}

function useAsking(row: MessageRow): (anchor: DOMRect) => void {
  const view = useViewStore();
  return (anchor) => view.setState({ overlay: { kind: "menu", row, anchor } });
}

/** Whether one points at the message or the keyboard is in it, and what its keys do. */
function useNearness(row: MessageRow) {
  const view = useViewStore();
  const article = useRef<HTMLElement>(null);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const asked = useView(({ overlay }) => overlay?.row.key === row.key);
  const wanted = useView(({ focus }) => focus === row.key);
  useLayoutEffect(() => {
    if (!wanted) return;
    let frame = 0;
    const take = () => {
      article.current?.focus({ preventScroll: true });
      // The list hides a new row until it has measured it, and what is hidden takes no focus.
      if (article.current?.contains(document.activeElement)) view.setState({ focus: null });
      else frame = requestAnimationFrame(take);
    };
    take();
    return () => cancelAnimationFrame(frame);
  }, [wanted, view]);
  const handlers = {
    onPointerEnter: ({ pointerType }: PointerEvent) => setPointed(pointerType === "mouse"),
    onPointerLeave: () => setPointed(false),
    onFocus: (event: FocusEvent) => {
      setFocused(event.target.matches(":focus-visible"));
      view.setState({ active: row.key });
    },
    onBlur: (event: FocusEvent) => setFocused(event.currentTarget.contains(event.relatedTarget) && focused),
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
      if (row.messageId === null || row.deleted) return;
      if (event.key === "Enter") {
        const anchor = event.currentTarget.getBoundingClientRect();
        view.setState({ overlay: { kind: "menu", row, anchor } });
      } else if (event.key === "r") reply(view, row.messageId);
      else if (event.key === "e" && row.mine) edit(view, row.messageId, row.content ?? "");
      else return;
      event.preventDefault();
    },
  };
  return { article, near: pointed || focused || asked, handlers };
}
