/** The way in for who has none: open to all, by invitation, or closed, as the server has it. */
import { Link, useLocation, useSearchParams } from "react-router";
import { t } from "../../i18n";
import { EntryPage } from "./EntryPage";
import { SignUpForm } from "./SignUpForm";
import { type Server, useServer } from "./useServer";

export function RegisterPage() {
  const [query] = useSearchParams();
  const invitation = query.get("invitation");
  const server = useServer();
  const { state } = useLocation();
  const footer = (
    <>
      {t("signIn.haveAccount")}{" "}
      <Link to="/login" state={state}>
        {t("signIn.signIn")}
      </Link>
    </>
  );
  const barred = barrier(server, invitation);
  if (barred !== null) {
    return (
      <EntryPage title={t(`signIn.${barred}.title`)} footer={footer}>
        <p>{t(`signIn.${barred}.text`)}</p>
      </EntryPage>
    );
  }
  return (
    <EntryPage
      title={server?.first_run ? t("signIn.first.title") : t("signIn.createTitle")}
      name={t("signIn.createAccount")}
      lead={leadFor(server, invitation)}
      {...(!server?.first_run && { footer })}
    >
      <SignUpForm invitation={invitation} />
    </EntryPage>
  );
}

function leadFor(server: Server | null, invitation: string | null): string {
  if (server?.first_run) return t("signIn.first.lead");
  return invitation === null ? t("signIn.createLead") : t("signIn.invited.lead");
}

/** The first one to come is let in whatever the setting says. */
function barrier(server: Server | null, invitation: string | null): "closed" | "invitedOnly" | null {
  if (server === null || server.first_run || server.registration === "open") return null;
  if (server.registration === "closed") return "closed";
  return invitation === null ? "invitedOnly" : null;
}
