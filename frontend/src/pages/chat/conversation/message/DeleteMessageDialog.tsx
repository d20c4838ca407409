import { Button } from "../../../../components/Button";
import { Dialog } from "../../../../components/Dialog";
import { useSession } from "../../../../contexts/SocketContext";
import { t } from "../../../../i18n";

interface DeleteMessageDialogProps {
  conversationId: string;
  messageId: string;
  onClose: () => void;
}

export function DeleteMessageDialog({ conversationId, messageId, onClose }: DeleteMessageDialogProps) {
  const { outbox } = useSession();
  const submit = () => {
    outbox.deleteMessage(conversationId, messageId);
    onClose();
  };
  return (
    <Dialog
      title={t("conversation.delete.title")}
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button variant="danger" onClick={submit}>
            {t("conversation.delete.confirm")}
          </Button>
        </>
      }
    >
      <p>{t("conversation.delete.text")}</p>
    </Dialog>
  );
}
