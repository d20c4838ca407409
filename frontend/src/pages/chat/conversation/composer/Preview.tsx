import { t } from "../../../../i18n";
import { MessageText } from "../message/MessageText";
import styles from "./Preview.module.css";

/** What will be sent, as the others will see it. */
export function Preview({ id, text }: { id: string; text: string }) {
  if (text.trim() === "") return null;
  return (
    <section className={styles.preview} aria-label={t("conversation.composer.previewOf")}>
      <MessageText text={text.trim()} conversationId={id} />
    </section>
  );
}
