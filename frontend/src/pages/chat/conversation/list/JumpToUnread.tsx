import { ArrowUp } from "lucide-react";
import { t } from "../../../../i18n";
import type { Row } from "../../rows";
import { useView, useViewStore } from "../ViewContext";
import { goTo } from "../view";
import styles from "./JumpToUnread.module.css";
import type { Opened } from "./useOpened";
import { useUnseenDivider } from "./useUnseenDivider";

/** Up to where the unread messages begin, when that is out of sight. */
export function JumpToUnread({ rows, opened }: { rows: readonly Row[]; opened: Opened }) {
  const view = useViewStore();
  const top = useView((one) => one.top);
  const first = useUnseenDivider(rows, top, opened);
  if (first === null) return null;
  return (
    <button type="button" className={styles.button} onClick={() => goTo(view, first)}>
      <ArrowUp aria-hidden />
      {t("conversation.jumpToUnread")}
    </button>
  );
}
