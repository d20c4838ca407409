/** The open conversation: who, what was said, and where to write. */
import { MessageCircleOff } from "lucide-react";
import { Link } from "react-router";
import { EmptyState } from "../../../components/EmptyState";
import { ErrorBoundary } from "../../../components/ErrorBoundary";
import { useChat } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import type { Seq } from "../../../realtime/frames";
import { Awaited } from "../Awaited";
import { ConversationHeader } from "./ConversationHeader";
import styles from "./ConversationPane.module.css";
import { Composer } from "./composer/Composer";
import { History } from "./list/History";
import { useFetchedConversation } from "./useFetchedConversation";
import { useReadAll } from "./useReadAll";
import { useViewStore, ViewProvider } from "./ViewContext";

interface ConversationPaneProps {
  id: string;
  /** The seq of the message that the address names. */
  at?: Seq | null;
}

export function ConversationPane({ id, at = null }: ConversationPaneProps) {
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
    <ViewProvider key={id}>
      <OpenPane id={id} at={at} />
    </ViewProvider>
  );
}

function OpenPane({ id, at }: { id: string; at: Seq | null }) {
  const readAll = useReadAll(id, useViewStore());
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a key of the whole pane; each control in it has its own
    <div
      className={styles.pane}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) readAll();
      }}
    >
      <ConversationHeader id={id} />
      <ErrorBoundary part="messages">
        <History id={id} at={at} />
      </ErrorBoundary>
      <Composer id={id} />
    </div>
  );
}
