/** What was said, once there is something to show of it. */
import { CloudOff, Hand } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../../../components/Button";
import { EmptyState } from "../../../../components/EmptyState";
import { useChat, useChatList } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import type { Seq } from "../../../../realtime/frames";
import { pendingMessages, titleOf } from "../../../../state/selectors";
import type { PendingMessage } from "../../../../state/state";
import { buildRows, type Rows, type RowsOf } from "../../rows";
import { useView, useViewStore } from "../ViewContext";
import type { Goal } from "../view";
import styles from "./History.module.css";
import { HistorySkeleton } from "./HistorySkeleton";
import { MessageList } from "./MessageList";
import { useLog } from "./useLog";
import { useOpened } from "./useOpened";

interface HistoryProps {
  id: string;
  /** The message that the address names. */
  at?: Seq | null;
}

export function History({ id, at = null }: HistoryProps) {
  const me = useChat((state) => state.me);
  const title = useChat((state) => nameOf(state.conversations[id], state.me));
  const opened = useOpened(id);
  const [wanted] = useState(() => at ?? (opened.unread ? opened.readSeq + 1 : null));
  const log = useLog(id, wanted);
  const pending = useChatList((state) => pendingMessages(state, id));
  const rows = useRows({
    messages: log.messages,
    pending: log.live ? pending : NOTHING,
    me,
    // Where what was read before isn't held, nobody can say where the unread ones begin.
    unreadAfter: opened.unread && log.from <= opened.readSeq + 1 ? opened.readSeq : null,
  });
  const goal = useGoal(at, log);
  useEndWhenSending(pending, log);

  if (log.first === "loading" && !log.begins) return <HistorySkeleton />;
  if (log.first === "failed" && log.messages.length === 0) {
    return (
      <div className={styles.history}>
        <EmptyState
          icon={<CloudOff />}
          title={t("conversation.history.failed")}
          action={<Button onClick={() => void log.loadFirst()}>{t("common.tryAgain")}</Button>}
        >
          {t("conversation.history.failedText")}
        </EmptyState>
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div className={styles.history}>
        <EmptyState icon={<Hand />} title={t("conversation.history.hello")}>
          {t("conversation.history.beginning", { title })}
        </EmptyState>
      </div>
    );
  }
  return (
    <MessageList key={log.part} id={id} title={title} rows={rows} log={log} goal={goal} opened={opened} />
  );
}

const NOTHING: never[] = [];
const BEGINNING: Goal = { to: "unread", flash: false };

/** Where the list is to stand: what was asked for, once it is held. */
function useGoal(at: Seq | null, log: ReturnType<typeof useLog>): Goal {
  const view = useViewStore();
  const asked = useView(({ goal }) => goal);
  const [goal, setGoal] = useState<Goal>(at === null ? BEGINNING : { to: at, flash: true });
  const { reach, showEnd } = log;
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else if (at !== null) view.setState({ goal: { to: at, flash: true } });
  }, [at, view]);
  useEffect(() => {
    if (asked === null) return;
    view.setState({ goal: null });
    if (asked.to === "latest") showEnd();
    if (typeof asked.to !== "number") return setGoal(asked);
    reach(asked.to).then(
      () => setGoal(asked),
      // It stays where it was: the banner says why nothing comes.
      () => undefined,
    );
  }, [asked, view, reach, showEnd]);
  return goal;
}

/** Whoever writes while looking at something far back is taken to where it will stand. */
function useEndWhenSending(pending: readonly PendingMessage[], { showEnd }: ReturnType<typeof useLog>): void {
  const last = pending.at(-1)?.client_id;
  const known = useRef(last);
  useEffect(() => {
    if (last !== undefined && last !== known.current) showEnd();
    known.current = last;
  }, [last, showEnd]);
}

/** Grown from those of before. */
function useRows(of: RowsOf): Rows["all"] {
  const [held, setHeld] = useState(() => buildRows(of));
  if (sameInput(held.of, of)) return held.all;
  const rows = buildRows(of, held);
  // In the render itself: nothing is shown of the rows of before.
  setHeld(rows);
  return rows.all;
}

function sameInput(before: RowsOf, after: RowsOf): boolean {
  return (
    before.messages === after.messages &&
    before.pending === after.pending &&
    before.me === after.me &&
    before.unreadAfter === after.unreadAfter
  );
}

function nameOf(one: Parameters<typeof titleOf>[0] | undefined, me: string): string {
  return one === undefined ? "" : titleOf(one, me);
}
