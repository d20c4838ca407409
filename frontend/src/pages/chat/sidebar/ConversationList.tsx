import { Archive, ChevronDown, MessageCircle } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "../../../components/EmptyState";
import { useChat, useChatList } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { Awaited } from "../Awaited";
import { ConversationItem } from "./ConversationItem";
import styles from "./ConversationList.module.css";
import { archivedIds, currentIds } from "./listed";

export function ConversationList({ open }: { open: string | null }) {
  const loaded = useChat((state) => state.loaded);
  const ids = useChatList((state) => currentIds(state, open));
  const archived = useChatList((state) => archivedIds(state, open));
  if (!loaded) return <Awaited label={t("sidebar.loading")} rows={7} />;
  return (
    <>
      {ids.length > 0 && (
        <nav aria-label={t("sidebar.label")}>
          <ul>
            {ids.map((id) => (
              <ConversationItem key={id} id={id} open={id === open} />
            ))}
          </ul>
        </nav>
      )}
      {archived.length > 0 && <ArchivedConversations ids={archived} open={open} />}
      {ids.length === 0 && archived.length === 0 && (
        <div className={styles.empty}>
          <EmptyState icon={<MessageCircle />} title={t("sidebar.empty")}>
            {t("sidebar.emptyText")}
          </EmptyState>
        </div>
      )}
    </>
  );
}

/** Out of the way until wanted; open by itself while one of it is open. */
function ArchivedConversations({ ids, open }: { ids: string[]; open: string | null }) {
  const [wanted, setWanted] = useState(false);
  const shown = wanted || (open !== null && ids.includes(open));
  return (
    <section aria-label={t("sidebar.archivedLabel")} className={styles.archive}>
      <button type="button" className={styles.toggle} aria-expanded={shown} onClick={() => setWanted(!shown)}>
        <Archive aria-hidden />
        <span className={styles.name}>{t("sidebar.archived", { count: ids.length })}</span>
        <ChevronDown className={styles.arrow} aria-hidden />
      </button>
      {shown && (
        <ul>
          {ids.map((id) => (
            <ConversationItem key={id} id={id} open={id === open} />
          ))}
        </ul>
      )}
    </section>
  );
}
