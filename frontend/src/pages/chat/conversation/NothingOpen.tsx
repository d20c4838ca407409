/** The pane without a conversation in it; for a newcomer, the way to the first one. */
import { MessagesSquare } from "lucide-react";
import { EmptyState } from "../../../components/EmptyState";
import { useChat } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { isNewcomer } from "../../../state/selectors";
import { Welcome } from "../welcome/Welcome";

export function NothingOpen() {
  const loaded = useChat((state) => state.loaded);
  const newcomer = useChat(isNewcomer);
  if (!loaded) return null;
  if (newcomer) return <Welcome />;
  return (
    <EmptyState icon={<MessagesSquare />} title={t("conversation.nothingOpen.title")}>
      {t("conversation.nothingOpen.text")}
    </EmptyState>
  );
}
