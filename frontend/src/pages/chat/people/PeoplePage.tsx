/** Everyone whom one keeps: who asks to be a contact, favourites, the others, and who was asked and hasn't answered. */
import { UsersRound } from "lucide-react";
import { useNavigate } from "react-router";
import { Problem } from "../../../api/problem";
import { Button } from "../../../components/Button";
import { EmptyState } from "../../../components/EmptyState";
import { Notice } from "../../../components/Notice";
import { Page, Section } from "../../../components/Page";
import { SkeletonList } from "../../../components/Skeleton";
import { useShownName } from "../../../contexts/ChatContext";
import { type Contact, useContactActions, useContacts } from "../../../contexts/useContacts";
import { t } from "../../../i18n";
import { PersonRow } from "./PersonRow";
import styles from "./people.module.css";

export default function PeoplePage() {
  const navigate = useNavigate();
  const contacts = useContacts();
  return (
    <Page title={t("people.contacts")} onBack={() => void navigate("/")}>
      {contacts.isPending && <SkeletonList label={t("people.loading")} rows={5} />}
      {contacts.isError && (
        <>
          <Notice>{Problem.of(contacts.error).message}</Notice>
          <Button onClick={() => void contacts.refetch()}>{t("common.tryAgain")}</Button>
        </>
      )}
      {contacts.data !== undefined && <Contacts all={contacts.data.filter((one) => !one.blocked)} />}
    </Page>
  );
}

function Contacts({ all }: { all: readonly Contact[] }) {
  const sorted = [...all].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const invited = sorted.filter((one) => one.state === "invited");
  const kept = sorted.filter((one) => one.state === "contact");
  const requested = sorted.filter((one) => one.state === "requested");
  if (invited.length + kept.length + requested.length === 0) {
    return (
      <EmptyState icon={<UsersRound />} title={t("people.noContacts")}>
        {t("people.noContactsText")}
      </EmptyState>
    );
  }
  return (
    <>
      {invited.length > 0 && (
        <Section title={t("people.requests")}>
          <ul aria-label={t("people.requests")}>
            {invited.map((contact) => (
              <Request key={contact.user.id} contact={contact} />
            ))}
          </ul>
        </Section>
      )}
      <People title={t("people.favourites")} contacts={kept.filter((one) => one.favourite)} />
      <People title={t("people.contacts")} contacts={kept.filter((one) => !one.favourite)} />
      <People title={t("people.sentRequests")} contacts={requested} />
    </>
  );
}

function People({ title, contacts }: { title: string; contacts: readonly Contact[] }) {
  const navigate = useNavigate();
  if (contacts.length === 0) return null;
  return (
    <Section title={title}>
      <ul aria-label={title} className={styles.rows}>
        {contacts.map((contact) => (
          <li key={contact.user.id}>
            <PersonRow person={contact.user} onClick={() => void navigate(`/people/${contact.user.id}`)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Request({ contact: { user } }: { contact: Contact }) {
  const navigate = useNavigate();
  const act = useContactActions(user.id);
  const name = useShownName(user);
  return (
    <li className={styles.request}>
      <div className={styles.who}>
        <PersonRow person={user} onClick={() => void navigate(`/people/${user.id}`)} />
      </div>
      {act.isError && <Notice>{act.error.message}</Notice>}
      <Button
        variant="primary"
        aria-label={t("people.acceptWho", { name })}
        busy={act.isPending}
        onClick={() => act.mutate("accept")}
      >
        {t("people.accept")}
      </Button>
      <Button aria-label={t("people.declineWho", { name })} onClick={() => act.mutate("remove")}>
        {t("people.decline")}
      </Button>
    </li>
  );
}

function nameOf({ nickname, user }: Contact): string {
  return nickname ?? user.display_name;
}
