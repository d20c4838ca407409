/** The second line of a row: who types, a draft, or the last thing said. */
import { useChat } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { plainLine } from "../../../markdown/plain";
import type { Entry } from "../../../realtime/frames";
import { knownIn } from "../../../state/names";
import type { ConversationState, PendingMessage } from "../../../state/state";
import { nameOf, systemSentence } from "../system";
import { typingSentence } from "../typing";
import styles from "./ConversationItem.module.css";

interface PreviewProps {
  one: ConversationState;
  newest: Entry | null;
  me: string;
  open: boolean;
  pending: PendingMessage | undefined;
}

export function Preview({ one, newest, me, open, pending }: PreviewProps) {
  // Once the conversation is left: while one types, the row stays as it is.
  const draft = useChat((state) => (open ? "" : (state.drafts[one.info.id] ?? "")));
  const typing = typingSentence(one, me);
  if (typing !== null) return <span className={styles.typing}>{typing}</span>;
  const { by, text } =
    draft !== "" ? { by: null, text: draft } : saidIn(pending?.content ?? null, newest, one, me);
  return (
    <span className={styles.preview}>
      {draft !== "" && <span className={styles.draft}>{t("sidebar.draft")} </span>}
      {by !== null && (
        <span className={styles.by}>
          <bdi>{by}</bdi>
          {t("sidebar.says")}{" "}
        </span>
      )}
      {/* A box of its own: cut off at its own end, whichever way its language runs. */}
      <span className={styles.said} dir="auto">
        {text}
      </span>
    </span>
  );
}

/** `by`: whose words they are, where that isn't plain. */
function saidIn(
  onItsWay: string | null,
  newest: Entry | null,
  one: ConversationState,
  me: string,
): { by: string | null; text: string } {
  if (onItsWay !== null) return { by: t("common.you"), text: onItsWay };
  if (newest === null) return { by: null, text: t("sidebar.noMessages") };
  if (newest.kind === "system") return { by: null, text: systemSentence(newest, knownIn(one), me) };
  const text = newest.deleted_at === null ? plainLine(newest.content ?? "") : t("conversation.deletedShort");
  const plain = newest.sender_id !== me && one.info.kind !== "group";
  return { by: plain ? null : nameOf(newest.sender_id, knownIn(one), me), text };
}
