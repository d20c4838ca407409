import { ArrowUp } from "lucide-react";
import { useStore } from "zustand";
import { t } from "../../../../i18n";
import type { Row } from "../../rows";
import { useViewStore } from "../ViewContext";
import { goTo } from "../view";
import styles from "./JumpToUnread.module.css";
import type { Top } from "./useListPosition";
import type { Opened } from "./useOpened";
import { useUnseenDivider } from "./useUnseenDivider";

interface JumpToUnreadProps {
  rows: readonly Row[];
  top: Top;
  opened: Opened;
}

/** Up to where the unread messages begin, when that is out of sight. */
export function JumpToUnread({ rows, top, opened }: JumpToUnreadProps) {
  const view = useViewStore();
  const first = useUnseenDivider(rows, useStore(top), opened);
  if (first === null) return null;
  return (
    <button type="button" className={styles.button} onClick={() => goTo(view, first)}>
      <ArrowUp aria-hidden />
      {t("conversation.jumpToUnread")}
    </button>
  );
}
