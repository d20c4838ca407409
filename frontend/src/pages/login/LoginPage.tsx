/** The way in for who has an account. */
import { Link, Navigate, useLocation } from "react-router";
import { Notice } from "../../components/Notice";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import { EntryPage } from "./EntryPage";
import { SignInForm } from "./SignInForm";
import { useServer } from "./useServer";

export function LoginPage() {
  const { revoked } = useAuth();
  const { state } = useLocation();
  const server = useServer();
  // Nobody could sign in yet.
  if (server?.first_run) return <Navigate to="/register" replace />;
  return (
    <EntryPage
      title={t("signIn.welcomeBack")}
      name={t("signIn.signIn")}
      lead={t("signIn.welcomeLead")}
      {...(server?.registration !== "closed" && {
        footer: (
          <>
            {t("signIn.newHere")}{" "}
            <Link to="/register" state={state}>
              {t("signIn.createAccountLink")}
            </Link>
          </>
        ),
      })}
    >
      {revoked && <Notice>{t("signIn.ended")}</Notice>}
      <SignInForm />
    </EntryPage>
  );
}
