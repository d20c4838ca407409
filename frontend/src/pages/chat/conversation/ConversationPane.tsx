/** The open conversation: who, what was said, and where to write. */
import { MessageCircleOff } from "lucide-react";
import { Link } from "react-router";
import { EmptyState } from "../../../components/EmptyState";
import { useChat } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { Awaited } from "../Awaited";
import { ConversationHeader } from "./ConversationHeader";
import styles from "./ConversationPane.module.css";
import { Composer } from "./composer/Composer";
import { History } from "./list/History";
import { ReplyProvider } from "./ReplyContext";
import { useFetchedConversation } from "./useFetchedConversation";

export function ConversationPane({ id }: { id: string }) {
  const exists = useChat((state) => state.conversations[id] !== undefined);
  const missing = useFetchedConversation(id, exists);
  if (missing) {
    return (
      <EmptyState
        icon={<MessageCircleOff />}
        title={t("conversation.missing.title")}
        action={<Link to="/">{t("conversation.missing.back")}</Link>}
      >
        {t("conversation.missing.text")}
      </EmptyState>
    );
  }
  if (!exists) return <Awaited label={t("conversation.loading")} rows={6} />;
  return (
    <div className={styles.pane} key={id}>
      <ConversationHeader id={id} />
      <ReplyProvider>
        <History id={id} />
        <Composer id={id} />
      </ReplyProvider>
    </div>
  );
}
