import { useState } from "react";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { Notice } from "../../../components/Notice";
import { useSession } from "../../../contexts/SocketContext";

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
      title="Delete this message?"
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="danger" busy={busy} onClick={() => void submit()}>
            Delete
          </Button>
        </>
      }
    >
      {problem !== null && <Notice>{problem}</Notice>}
      <p>It goes for everyone in the conversation.</p>
    </Dialog>
  );
}
