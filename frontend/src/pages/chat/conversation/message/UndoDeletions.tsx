/** Says what was just deleted, and takes it back: for as long as the deletion is held, on whatever page one is by then. */
import { Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useChatList } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import { t } from "../../../../i18n";
import type { ChatState, Pending } from "../../../../state/state";
import styles from "./UndoDeletions.module.css";

export function UndoDeletions() {
  const { outbox } = useSession();
  const held = useStillHeld(useChatList(deletionsHeld));
  return (
    <div className={styles.place} role="status">
      {held.length > 0 && (
        <div className={styles.toast}>
          <Trash2 aria-hidden />
          <span>{t("conversation.undo.said", { count: held.length })}</span>
          <button
            type="button"
            className={styles.undo}
            onClick={() => {
              for (const one of held) outbox.discard(one.client_id);
              focusAfter(held);
            }}
          >
            {t("conversation.undo.action")}
          </button>
        </div>
      )}
    </div>
  );
}

/** The button goes: the focus is led to the last message that came back, or where one writes. */
function focusAfter(held: readonly Held[]): void {
  const id = CSS.escape(held.at(-1)?.message_id ?? "");
  const message = document.querySelector<HTMLElement>(`article[data-message="${id}"]`);
  (message ?? document.querySelector<HTMLElement>("[data-composer]"))?.focus();
}

type Held = Extract<Pending, { type: "message.delete" }>;

function deletionsHeld({ pending }: ChatState): Held[] {
  return pending.filter(
    (one): one is Held => one.type === "message.delete" && one.heldUntil !== null && one.failure === null,
  );
}

/** Those whose time isn't up: offline they wait on, and are past taking back all the same. */
function useStillHeld(deletions: Held[]): Held[] {
  const [now, setNow] = useState(Date.now);
  const still = deletions.filter((one) => endOf(one) > now);
  const next = Math.min(...deletions.map(endOf).filter((end) => end > now));
  useEffect(() => {
    if (next === Infinity) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.max(next - Date.now(), 0));
    return () => clearTimeout(timer);
  }, [next]);
  return still;
}

function endOf({ heldUntil }: Held): number {
  return Date.parse(heldUntil ?? "");
}
