/** What stands in the main pane, by address. A chunk of its own with the chat; what one seldom opens comes when opened. */
import { lazy } from "react";
import { Navigate, Route, Routes, useLocation, useParams } from "react-router";
import type { Me } from "../api/credentials";
import { ChatPage } from "../pages/chat/ChatPage";
import { ConversationPane } from "../pages/chat/conversation/ConversationPane";
import { NothingOpen } from "../pages/chat/conversation/NothingOpen";

const SettingsPage = lazy(() => import("../pages/settings/SettingsPage"));

export default function SignedIn({ user }: { user: Me }) {
  return (
    <ChatPage user={user}>
      <Routes>
        <Route index element={<NothingOpen />} />
        <Route path="c/:conversationId/:seq?" element={<OpenConversation />} />
        <Route path="settings/:section?" element={<SettingsPage />} />
        <Route path="*" element={<Back />} />
      </Routes>
    </ChatPage>
  );
}

function OpenConversation() {
  const { conversationId = "", seq = "" } = useParams();
  return <ConversationPane id={conversationId} at={/^\d+$/.test(seq) ? Number(seq) : null} />;
}

/** To where one was going before one had to sign in. */
function Back() {
  const { state } = useLocation();
  const from = (state as { from?: string } | null)?.from;
  return <Navigate to={from?.startsWith("/") ? from : "/"} replace />;
}
