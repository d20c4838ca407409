import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { unwrap } from "../../api/client";
import { Problem } from "../../api/problem";
import { Notice } from "../../components/Notice";
import { Spinner } from "../../components/Spinner";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import { EntryPage } from "./EntryPage";
import { useLinkToken } from "./useLinkToken";

/** `verify`: the address is one's own · `change`: the new one is · `cancel`: somebody else began a change. */
export type EmailLink = "verify" | "change" | "cancel";

/** Where a link about an e-mail address leads: it does what it says at once, and tells how that went. */
export default function EmailLinkPage({ link }: { link: EmailLink }) {
  const { user } = useAuth();
  const token = useLinkToken();
  return (
    <EntryPage
      title={t("signIn.verify.title")}
      footer={<Link to="/">{user === null ? t("signIn.toSignIn") : t("signIn.toChat")}</Link>}
    >
      {token === null ? <Notice>{t("signIn.link.missing")}</Notice> : <Outcome link={link} token={token} />}
    </EntryPage>
  );
}

function Outcome({ link, token }: { link: EmailLink; token: string }) {
  const { api } = useAuth();
  const [outcome, setOutcome] = useState<"done" | Problem | null>(null);
  const asked = useRef(false);
  useEffect(() => {
    // A token is good for one use: asking twice would tell that it is used up.
    if (asked.current) return;
    asked.current = true;
    unwrap(api.POST(`/api/auth/email/${link}`, { body: { token } }))
      .then(() => setOutcome("done"))
      .catch((error: unknown) => setOutcome(Problem.of(error)));
  }, [api, link, token]);
  if (outcome === null) {
    return (
      <p role="status">
        <Spinner /> {t("signIn.link.working")}
      </p>
    );
  }
  if (outcome === "done") return <Notice tone="done">{t(`signIn.${link}.done`)}</Notice>;
  return <Notice>{outcome.message}</Notice>;
}
