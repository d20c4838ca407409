import { MessageCircle } from "lucide-react";
import { EmptyState } from "../../../components/EmptyState";
import { useChat, useChatList } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { listedConversations } from "../../../state/selectors";
import { Awaited } from "../Awaited";
import { ConversationItem } from "./ConversationItem";

export function ConversationList({ open }: { open: string | null }) {
  const loaded = useChat((state) => state.loaded);
  const ids = useChatList((state) => listedConversations(state, open).map((one) => one.info.id));
  if (!loaded) return <Awaited label={t("sidebar.loading")} rows={7} />;
  if (ids.length === 0) {
    return (
      <EmptyState icon={<MessageCircle />} title={t("sidebar.empty")}>
        {t("sidebar.emptyText")}
      </EmptyState>
    );
  }
  return (
    <nav aria-label={t("sidebar.label")}>
      <ul>
        {ids.map((id) => (
          <ConversationItem key={id} id={id} open={id === open} />
        ))}
      </ul>
    </nav>
  );
}
