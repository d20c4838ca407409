/** The chat: the list of conversations beside what is open. On a narrow screen one of them at a time. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, Suspense, useRef, useState } from "react";
import { useLocation, useMatch } from "react-router";
import type { Me } from "../../api/credentials";
import { ErrorBoundary } from "../../components/ErrorBoundary";
import { PageLoading } from "../../components/PageLoading";
import { SocketProvider } from "../../contexts/SocketContext";
import { t } from "../../i18n";
import styles from "./ChatPage.module.css";
import { ConnectionBanner } from "./ConnectionBanner";
import { UndoDeletions } from "./conversation/message/UndoDeletions";
import { Notifications } from "./Notifications";
import { Shortcuts } from "./shortcuts/Shortcuts";
import { Sidebar } from "./sidebar/Sidebar";
import { useFocusInList } from "./sidebar/useFocusInList";
import { TitleBadge } from "./TitleBadge";
import { UpdateNotice } from "./UpdateNotice";

/** `children` is what stands in the main pane, by address; at "/" the list has a narrow screen to itself. */
export function ChatPage({ user, children }: { user: Me; children: ReactNode }) {
  const { pathname } = useLocation();
  const conversationId = useMatch("/c/:conversationId/*")?.params.conversationId ?? null;
  const [queries] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: 1 } } }));
  const sidebar = useRef<HTMLElement>(null);
  useFocusInList(sidebar, pathname === "/" ? null : pathname);
  return (
    <QueryClientProvider client={queries}>
      <SocketProvider me={user.id}>
        <TitleBadge />
        <Notifications user={user} />
        <div className={styles.page} data-open={pathname !== "/"}>
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
            <ErrorBoundary part="page" at={pathname}>
              <Suspense fallback={<PageLoading />}>{children}</Suspense>
            </ErrorBoundary>
          </main>
          <ConnectionBanner />
          <UndoDeletions />
          <UpdateNotice />
          <Shortcuts open={conversationId} />
        </div>
      </SocketProvider>
    </QueryClientProvider>
  );
}
