/** Which page for whom. The chat is a chunk of its own: whoever signs in downloads the form first. */
import { lazy, Suspense } from "react";
import { BrowserRouter, Navigate, Route, Routes, useLocation } from "react-router";
import { ErrorBoundary } from "../components/ErrorBoundary";
import { PageLoading } from "../components/PageLoading";
import { AuthProvider, useAuth } from "../contexts/AuthContext";
import { Translated } from "../contexts/LanguageContext";
import { ThemeProvider } from "../contexts/ThemeContext";
import { useThemeOfAccount } from "../contexts/useSettings";
import { LoginPage } from "../pages/login/LoginPage";

const SignedIn = lazy(() => import("./SignedIn"));

export function App() {
  return (
    <ErrorBoundary part="app">
      <ThemeProvider>
        <AuthProvider>
          <BrowserRouter>
            <Translated>
              <Suspense fallback={<PageLoading />}>
                <Pages />
              </Suspense>
            </Translated>
          </BrowserRouter>
        </AuthProvider>
      </ThemeProvider>
    </ErrorBoundary>
  );
}

function Pages() {
  const { user } = useAuth();
  useThemeOfAccount();
  if (user !== null) return <SignedIn key={user.id} user={user} />;
  return (
    <Routes>
      <Route path="/login" element={<LoginPage mode="sign-in" />} />
      <Route path="/register" element={<LoginPage mode="sign-up" />} />
      <Route path="*" element={<ToSignIn />} />
    </Routes>
  );
}

function ToSignIn() {
  const { pathname } = useLocation();
  return <Navigate to="/login" replace state={{ from: pathname }} />;
}
