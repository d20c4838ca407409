/** The chat: the list of conversations beside what is open. On a narrow screen one of them at a time. */
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, Suspense, useRef, useState } from "react";
import { useLocation, useMatch } from "react-router";
import type { Me } from "../../api/credentials";
import { ErrorBoundary } from "../../components/ErrorBoundary";
import { PageLoading } from "../../components/PageLoading";
import { useChat } from "../../contexts/ChatContext";
import { newQueries } from "../../contexts/queries";
import { SocketProvider } from "../../contexts/SocketContext";
import { t } from "../../i18n";
import { isNewcomer } from "../../state/selectors";
import styles from "./ChatPage.module.css";
import { ConnectionBanner } from "./ConnectionBanner";
import { UndoDeletions } from "./conversation/message/UndoDeletions";
import { Notifications } from "./Notifications";
import { Shortcuts } from "./shortcuts/Shortcuts";
import { Sidebar } from "./sidebar/Sidebar";
import { useFocusInList } from "./sidebar/useFocusInList";
import { TitleBadge } from "./TitleBadge";
import { UpdateNotice } from "./UpdateNotice";

interface ChatPageProps {
  user: Me;
  /** What stands in the main pane, by address. */
  children: ReactNode;
}

export function ChatPage({ user, children }: ChatPageProps) {
  const [queries] = useState(newQueries);
  return (
    <QueryClientProvider client={queries}>
      <SocketProvider me={user.id}>
        <TitleBadge />
        <Notifications user={user} />
        <Panes user={user}>{children}</Panes>
      </SocketProvider>
    </QueryClientProvider>
  );
}

/** At "/" the list has a narrow screen to itself; as long as nothing is on it, what greets newcomers stands below. */
function Panes({ user, children }: ChatPageProps) {
  const { pathname } = useLocation();
  const conversationId = useMatch("/c/:conversationId/*")?.params.conversationId ?? null;
  const newcomer = useChat(isNewcomer);
  const sidebar = useRef<HTMLElement>(null);
  useFocusInList(sidebar, pathname === "/" ? null : pathname);
  return (
    <div className={styles.page} data-open={pathname !== "/"} data-newcomer={newcomer}>
      <aside ref={sidebar} className={styles.sidebar} aria-label={t("sidebar.conversations")} tabIndex={-1}>
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
  );
}
