/** The virtual list of messages. It follows the newest while one is at the end, and holds still while one reads back. */
import { Virtualizer } from "virtua";
import { Notice } from "../../../../components/Notice";
import { Spinner } from "../../../../components/Spinner";
import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { unreadOf } from "../../../../state/selectors";
import type { Row } from "../../rows";
import { Announcer } from "./Announcer";
import { JumpToLatest } from "./JumpToLatest";
import styles from "./MessageList.module.css";
import { RowView } from "./RowView";
import { useListPosition } from "./useListPosition";
import type { OlderState } from "./useOlder";

interface MessageListProps {
  id: string;
  title: string;
  rows: readonly Row[];
  older: OlderState;
  loadOlder: () => Promise<void>;
}

export function MessageList({ id, title, rows, older, loadOlder }: MessageListProps) {
  const unread = useChat((state) =>
    state.conversations[id] ? unreadOf(state.conversations[id], state.me) : 0,
  );
  const { scroller, list, shift, atEnd, onScroll, onResize, jumpToEnd } = useListPosition({
    id,
    rows,
    loadOlder,
  });
  const jump = () => {
    jumpToEnd();
    // The button goes, and would take the focus with it.
    scroller.current?.focus({ preventScroll: true });
  };
  return (
    <div className={styles.frame}>
      {/* Rows come and go while one scrolls: only what arrives is announced, by the Announcer. */}
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-label={t("conversation.messagesWith", { title })}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keyboard to scroll it
        tabIndex={0}
      >
        <div className={styles.spacer} />
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          data={rows}
          shift={shift}
          onScroll={onScroll}
          onResize={onResize}
        >
          {(row) => <RowView key={row.key} row={row} conversationId={id} />}
        </Virtualizer>
      </div>
      {older === "loading" && (
        <div className={styles.older} role="status">
          <Spinner />
          <span className="visually-hidden">{t("conversation.history.loadingOlder")}</span>
        </div>
      )}
      {older === "failed" && (
        <div className={styles.older}>
          <Notice>{t("conversation.history.olderFailed")}</Notice>
        </div>
      )}
      {!atEnd && <JumpToLatest count={unread} onClick={jump} />}
      <Announcer id={id} />
    </div>
  );
}
