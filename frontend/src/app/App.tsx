/** Which page for whom. The chat is a chunk of its own: whoever signs in downloads the form first. */
import { lazy, Suspense } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { ErrorBoundary } from "../components/ErrorBoundary";
import { PageLoading } from "../components/PageLoading";
import { AuthProvider, useAuth } from "../contexts/AuthContext";
import { Translated } from "../contexts/LanguageContext";
import { ThemeProvider } from "../contexts/ThemeContext";
import { LoginPage } from "../pages/login/LoginPage";

const ChatPage = lazy(() => import("../pages/chat/ChatPage"));

export function App() {
  return (
    <ErrorBoundary part="app">
      <ThemeProvider>
        <AuthProvider>
          <BrowserRouter>
            <Translated>
              <Pages />
            </Translated>
          </BrowserRouter>
        </AuthProvider>
      </ThemeProvider>
    </ErrorBoundary>
  );
}

function Pages() {
  const { user } = useAuth();
  if (user === null) {
    return (
      <Routes>
        <Route path="/login" element={<LoginPage mode="sign-in" />} />
        <Route path="/register" element={<LoginPage mode="sign-up" />} />
        <Route path="*" element={<Navigate to="/login" replace />} />
      </Routes>
    );
  }
  return (
    <Suspense fallback={<PageLoading />}>
      <Routes>
        <Route path="/" element={<ChatPage key={user.id} user={user} />} />
        <Route path="/c/:conversationId" element={<ChatPage key={user.id} user={user} />} />
        <Route path="*" element={<Navigate to="/" replace />} />
      </Routes>
    </Suspense>
  );
}
