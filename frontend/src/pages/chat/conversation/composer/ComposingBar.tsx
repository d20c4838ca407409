import { Pencil, Reply, X } from "lucide-react";
import { IconButton } from "../../../../components/IconButton";
import { t } from "../../../../i18n";
import { ComposedQuote } from "../message/ReplyQuote";
import { useViewStore } from "../ViewContext";
import { type Composing, stopComposing } from "../view";
import styles from "./ComposingBar.module.css";

/** What one is about to answer or to change, and the way out of it. */
export function ComposingBar({ id, composing }: { id: string; composing: Composing }) {
  const view = useViewStore();
  if (composing.kind === "message") return null;
  const editing = composing.kind === "edit";
  return (
    <section
      className={styles.bar}
      aria-label={editing ? t("conversation.composer.editing") : t("conversation.composer.replyTo")}
    >
      <span className={styles.icon}>{editing ? <Pencil aria-hidden /> : <Reply aria-hidden />}</span>
      <ComposedQuote conversationId={id} messageId={composing.messageId} />
      <IconButton
        label={editing ? t("conversation.composer.noEdit") : t("conversation.composer.noReply")}
        icon={<X />}
        onClick={() => stopComposing(view)}
      />
    </section>
  );
}
