/** The pane without a conversation in it; for a newcomer, the way to the first one. */
import { MessagesSquare, Sparkles } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { Button } from "../../../components/Button";
import { EmptyState } from "../../../components/EmptyState";
import { PRODUCT_NAME } from "../../../config/product";
import { useChat } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { listedConversations } from "../../../state/selectors";
import { NewMessageDialog } from "../people/NewMessageDialog";

export function NothingOpen() {
  const loaded = useChat((state) => state.loaded);
  const newcomer = useChat((state) => listedConversations(state, null).length === 0);
  if (!loaded) return null;
  if (newcomer) return <Welcome />;
  return (
    <EmptyState icon={<MessagesSquare />} title={t("conversation.nothingOpen.title")}>
      {t("conversation.nothingOpen.text")}
    </EmptyState>
  );
}

function Welcome() {
  const [searching, setSearching] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <EmptyState
        icon={<Sparkles />}
        title={t("conversation.welcome.title", { product: PRODUCT_NAME })}
        action={
          <Button variant="primary" onClick={() => setSearching(true)}>
            {t("conversation.welcome.find")}
          </Button>
        }
      >
        {t("conversation.welcome.text")}
      </EmptyState>
      {searching && (
        <NewMessageDialog onClose={() => setSearching(false)} onOpen={(id) => void navigate(`/c/${id}`)} />
      )}
    </>
  );
}
