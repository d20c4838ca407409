/** What stands in the main pane, by address. A chunk of its own with the chat; what one seldom opens comes when opened. */
import { lazy } from "react";
import { Navigate, Route, Routes, useLocation, useParams } from "react-router";
import type { Me } from "../api/credentials";
import { ChatPage } from "../pages/chat/ChatPage";
import { ConversationPane } from "../pages/chat/conversation/ConversationPane";
import { NothingOpen } from "../pages/chat/conversation/NothingOpen";

const AdminPage = lazy(() => import("../pages/admin/AdminPage"));
const ContactPage = lazy(() => import("../pages/chat/people/ContactPage"));
const GroupPage = lazy(() => import("../pages/chat/group/GroupPage"));
const JoinPage = lazy(() => import("../pages/chat/group/JoinPage"));
const PeoplePage = lazy(() => import("../pages/chat/people/PeoplePage"));
const SettingsPage = lazy(() => import("../pages/settings/SettingsPage"));

export default function SignedIn({ user }: { user: Me }) {
  return (
    <ChatPage user={user}>
      <Routes>
        <Route index element={<NothingOpen />} />
        <Route path="c/:conversationId/:seq?" element={<OpenConversation />} />
        <Route path="c/:conversationId/info" element={<GroupPage />} />
        <Route path="people" element={<PeoplePage />} />
        <Route path="people/:userId" element={<ContactPage />} />
        <Route path="join/:token" element={<JoinPage />} />
        <Route path="settings/:section?" element={<SettingsPage />} />
        <Route path="admin/:section?" element={<AdminPage />} />
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
