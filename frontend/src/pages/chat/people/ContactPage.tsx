/** One person: who they are, what one keeps of them, and what one can do. */
import { useQuery } from "@tanstack/react-query";
import { UserX } from "lucide-react";
import { useNavigate, useParams } from "react-router";
import { unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { Avatar } from "../../../components/Avatar";
import { EmptyState } from "../../../components/EmptyState";
import { Page, Section } from "../../../components/Page";
import { SkeletonList } from "../../../components/Skeleton";
import { useAuth } from "../../../contexts/AuthContext";
import { useChat } from "../../../contexts/ChatContext";
import { useContacts } from "../../../contexts/useContacts";
import { t } from "../../../i18n";
import { presenceOf } from "../../../state/selectors";
import { lastSeen } from "../times";
import { ContactActions } from "./ContactActions";
import { ContactKept } from "./ContactKept";
import styles from "./people.module.css";
import { SharedGroups } from "./SharedGroups";

export type Person = components["schemas"]["UserShape"];

export default function ContactPage() {
  const { userId = "" } = useParams();
  const navigate = useNavigate();
  const { api } = useAuth();
  const person = useQuery({
    queryKey: ["person", userId],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/users/{user_id}", { params: { path: { user_id: userId } }, signal })),
  });
  return (
    <Page title={t("people.info")} onBack={() => void navigate(-1)}>
      {person.isPending && <SkeletonList label={t("people.loading")} rows={3} />}
      {person.isError && <EmptyState icon={<UserX />} title={t("people.gone")} />}
      {person.data !== undefined && <PersonShown person={person.data} />}
    </Page>
  );
}

function PersonShown({ person }: { person: Person }) {
  const contact = useContacts().data?.find((one) => one.user.id === person.id);
  const presence = useChat((state) => presenceOf(state, person));
  const me = useChat((state) => state.me);
  const name = contact?.nickname ?? person.display_name;
  return (
    <>
      <div className={styles.hero}>
        <Avatar
          name={person.display_name}
          id={person.id}
          src={person.avatar_url}
          size="xl"
          online={presence?.status === "online"}
        />
        <p className={styles.heroName} dir="auto">
          {name}
        </p>
        <p className={styles.small}>
          {name !== person.display_name && (
            <>
              <bdi>{person.display_name}</bdi>
              {" · "}
            </>
          )}
          <bdi>@{person.username}</bdi>
        </p>
        {presence?.status === "online" && <p className={styles.lively}>{t("chat.seen.online")}</p>}
        {presence?.status === "offline" && presence.last_seen !== null && (
          <p className={styles.small}>{lastSeen(presence.last_seen)}</p>
        )}
        {person.id !== me && <ContactActions person={person} contact={contact} />}
      </div>
      {person.bio !== null && person.bio !== "" && (
        <Section title={t("people.about")}>
          <p className={styles.bio} dir="auto">
            {person.bio}
          </p>
        </Section>
      )}
      {contact?.state === "contact" && !contact.blocked && <ContactKept contact={contact} />}
      <SharedGroups userId={person.id} />
    </>
  );
}
