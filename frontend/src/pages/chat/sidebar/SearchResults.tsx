/** What a search in the sidebar finds: conversations that are here already, and people on the server. */
import { useState } from "react";
import { Notice } from "../../../components/Notice";
import { SkeletonList } from "../../../components/Skeleton";
import { useChatList } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { listedConversations, peerOf, titleOf } from "../../../state/selectors";
import { PersonRow } from "../people/PersonRow";
import { useOpenDirect } from "../people/useOpenDirect";
import { usePeople } from "../people/usePeople";
import { ConversationItem } from "./ConversationItem";
import styles from "./Sidebar.module.css";

interface SearchResultsProps {
  query: string;
  open: string | null;
  onOpen: (conversationId: string) => void;
}

export function SearchResults({ query, open, onOpen }: SearchResultsProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const openDirect = useOpenDirect(onOpen, setProblem);
  const people = usePeople(query);
  const conversations = useChatList((state) =>
    listedConversations(state, open)
      .filter((one) =>
        // By what they call themselves, too, where one calls them otherwise.
        [titleOf(one, state.me), peerOf(one, state.me)?.display_name ?? ""].some((name) =>
          name.toLocaleLowerCase().includes(query.toLocaleLowerCase()),
        ),
      )
      .map((one) => one.info.id),
  );
  return (
    <>
      {problem !== null && <Notice>{problem}</Notice>}
      {conversations.length > 0 && (
        <section aria-label={t("sidebar.found")}>
          <h2 className={styles.heading}>{t("sidebar.conversations")}</h2>
          <ul>
            {conversations.map((id) => (
              <ConversationItem key={id} id={id} open={id === open} />
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t("people.found")}>
        <h2 className={styles.heading}>{t("people.label")}</h2>
        {people.isPending && <SkeletonList label={t("people.searching")} rows={3} />}
        {people.isError && <p className={styles.nothing}>{t("people.failed")}</p>}
        {people.data?.length === 0 && <p className={styles.nothing}>{t("people.nobodyCalled", { query })}</p>}
        <ul>
          {people.data?.map((person) => (
            <li key={person.id}>
              <PersonRow person={person} onClick={() => openDirect(person.id)} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
