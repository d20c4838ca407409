/** The virtual list of messages. It follows the newest while one is at the end, and holds still while one reads back. */
import { Virtualizer } from "virtua";
import { Notice } from "../../../../components/Notice";
import { Spinner } from "../../../../components/Spinner";
import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { unreadOf } from "../../../../state/selectors";
import type { Row } from "../../rows";
import { MessageOverlays } from "../message/MessageOverlays";
import { useViewStore } from "../ViewContext";
import { type Goal, goTo } from "../view";
import { Announcer } from "./Announcer";
import { JumpToLatest } from "./JumpToLatest";
import { JumpToUnread } from "./JumpToUnread";
import styles from "./MessageList.module.css";
import { RowView } from "./RowView";
import { StickyDay } from "./StickyDay";
import { useListPosition } from "./useListPosition";
import type { useLog } from "./useLog";
import type { Opened } from "./useOpened";
import { useRoving } from "./useRoving";

/** What a row is taken for until it is measured. Of those measured before, one tall message would make giants of all. */
const ROW_PX = 56;

interface MessageListProps {
  id: string;
  title: string;
  rows: readonly Row[];
  log: ReturnType<typeof useLog>;
  goal: Goal;
  opened: Opened;
}

export function MessageList({ id, title, rows, log, goal, opened }: MessageListProps) {
  const view = useViewStore();
  const unread = useChat((state) =>
    state.conversations[id] ? unreadOf(state.conversations[id], state.me) : 0,
  );
  const { scroller, list, shift, atEnd, top, onScroll, onResize } = useListPosition({ id, rows, log, goal });
  const { reachable, keepMounted, onKeyDown } = useRoving(rows, list);
  const jump = () => {
    goTo(view, "latest");
    // The button goes, and would take the focus with it.
    scroller.current?.focus({ preventScroll: true });
  };
  return (
    <div className={styles.frame}>
      <StickyDay rows={rows} top={top} atEnd={atEnd} />
      <JumpToUnread rows={rows} top={top} opened={opened} />
      {/* Rows come and go while one scrolls: only what arrives is announced, by the Announcer. */}
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-label={t("conversation.messagesWith", { title })}
        aria-live="off"
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        <div className={styles.spacer} />
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          data={rows}
          shift={shift}
          itemSize={ROW_PX}
          keepMounted={keepMounted}
          onScroll={onScroll}
          onResize={onResize}
        >
          {(row) => <RowView key={row.key} row={row} conversationId={id} reachable={row.key === reachable} />}
        </Virtualizer>
      </div>
      {log.older === "loading" && (
        <div className={styles.older} role="status">
          <Spinner />
          <span className="visually-hidden">{t("conversation.history.loadingOlder")}</span>
        </div>
      )}
      {log.older === "failed" && (
        <div className={styles.older}>
          <Notice>{t("conversation.history.olderFailed")}</Notice>
        </div>
      )}
      {!atEnd && <JumpToLatest count={unread} onClick={jump} />}
      <Announcer id={id} />
      <MessageOverlays conversationId={id} />
    </div>
  );
}
