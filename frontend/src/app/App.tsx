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
import { RegisterPage } from "../pages/login/RegisterPage";
import { SignedInPage } from "./SignedInPage";

const ForgotPasswordPage = lazy(() => import("../pages/login/ForgotPasswordPage"));
const ResetPasswordPage = lazy(() => import("../pages/login/ResetPasswordPage"));
const EmailLinkPage = lazy(() => import("../pages/login/EmailLinkPage"));
/** A build has no trace of it. */
const GalleryPage = import.meta.env.DEV ? lazy(() => import("../pages/gallery/GalleryPage")) : null;

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
  return (
    <Routes>
      {/* Where links from mails lead, whether one is signed in or not. */}
      <Route path="/reset-password" element={<ResetPasswordPage />} />
      <Route path="/verify-email" element={<EmailLinkPage link="verify" />} />
      <Route path="/confirm-email" element={<EmailLinkPage link="change" />} />
      <Route path="/cancel-email" element={<EmailLinkPage link="cancel" />} />
      {GalleryPage !== null && <Route path="/gallery" element={<GalleryPage />} />}
      {user === null ? (
        <>
          <Route path="/login" element={<LoginPage />} />
          <Route path="/register" element={<RegisterPage />} />
          <Route path="/forgot-password" element={<ForgotPasswordPage />} />
          <Route path="*" element={<ToSignIn />} />
        </>
      ) : (
        <Route path="*" element={<SignedInPage key={user.id} user={user} />} />
      )}
    </Routes>
  );
}

function ToSignIn() {
  const { pathname } = useLocation();
  return <Navigate to="/login" replace state={{ from: pathname }} />;
}
