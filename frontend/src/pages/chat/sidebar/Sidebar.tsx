/** The left pane: who you are, the search, and the conversations, or what the search finds. */
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Me } from "../../../api/credentials";
import { SearchField } from "../../../components/SearchField";
import { PRODUCT_NAME } from "../../../config/product";
import { useFreshContacts } from "../../../contexts/useContacts";
import { t } from "../../../i18n";
import { ConversationList } from "./ConversationList";
import { NewConversation } from "./NewConversation";
import { ProfileMenu } from "./ProfileMenu";
import { SearchResults } from "./SearchResults";
import styles from "./Sidebar.module.css";
import { useUnmark } from "./useUnmark";

export function Sidebar({ user, open }: { user: Me; open: string | null }) {
  const [query, setQuery] = useState("");
  const navigate = useNavigate();
  useUnmark(open);
  useFreshContacts();
  const show = (conversationId: string) => {
    setQuery("");
    void navigate(`/c/${conversationId}`);
  };
  return (
    <div className={styles.sidebar}>
      <header className={styles.header}>
        <ProfileMenu user={user} />
        <h1 className={styles.product}>{PRODUCT_NAME}</h1>
        <NewConversation onOpen={show} />
      </header>
      <div className={styles.search}>
        <SearchField label={t("sidebar.search")} value={query} onChange={setQuery} />
      </div>
      <div className={styles.scroller}>
        {query.trim() === "" ? (
          <ConversationList open={open} />
        ) : (
          <SearchResults query={query.trim()} open={open} onOpen={show} />
        )}
      </div>
    </div>
  );
}
