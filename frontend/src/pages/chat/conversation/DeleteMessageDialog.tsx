import { useState } from "react";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { Notice } from "../../../components/Notice";
import { useSession } from "../../../contexts/SocketContext";
import { t } from "../../../i18n";

export function DeleteMessageDialog({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const { deletions } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    const failure = await deletions.remove(messageId);
    if (failure === null) return onClose();
    setProblem(failure);
    setBusy(false);
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
          <Button variant="danger" busy={busy} onClick={() => void submit()}>
            {t("conversation.delete.confirm")}
          </Button>
        </>
      }
    >
      {problem !== null && <Notice>{problem}</Notice>}
      <p>{t("conversation.delete.text")}</p>
    </Dialog>
  );
}
