/** The chat: the list of conversations beside the open one. On a narrow screen one of them at a time. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useParams } from "react-router";
import type { Me } from "../../api/credentials";
import { ErrorBoundary } from "../../components/ErrorBoundary";
import { SocketProvider } from "../../contexts/SocketContext";
import { t } from "../../i18n";
import styles from "./ChatPage.module.css";
import { ConnectionBanner } from "./ConnectionBanner";
import { ConversationPane } from "./conversation/ConversationPane";
import { NothingOpen } from "./conversation/NothingOpen";
import { Sidebar } from "./sidebar/Sidebar";
import { useFocusInList } from "./sidebar/useFocusInList";
import { TitleBadge } from "./TitleBadge";

export default function ChatPage({ user }: { user: Me }) {
  const { conversationId = null } = useParams();
  const [queries] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: 1 } } }));
  const sidebar = useRef<HTMLElement>(null);
  useFocusInList(sidebar, conversationId);
  return (
    <QueryClientProvider client={queries}>
      <SocketProvider me={user.id}>
        <TitleBadge />
        <div className={styles.page} data-open={conversationId !== null}>
          <aside
            ref={sidebar}
            className={styles.sidebar}
            aria-label={t("sidebar.conversations")}
            tabIndex={-1}
          >
            <ErrorBoundary part="list">
              <Sidebar user={user} open={conversationId} />
            </ErrorBoundary>
          </aside>
          <main className={styles.main}>
            <ErrorBoundary part="conversation" key={conversationId}>
              {conversationId === null ? <NothingOpen /> : <ConversationPane id={conversationId} />}
            </ErrorBoundary>
          </main>
          <ConnectionBanner />
        </div>
      </SocketProvider>
    </QueryClientProvider>
  );
}
