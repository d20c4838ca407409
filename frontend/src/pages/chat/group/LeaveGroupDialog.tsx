import { useState } from "react";
import { useNavigate } from "react-router";
import { unwrap } from "../../../api/client";
import { Problem } from "../../../api/problem";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { Notice } from "../../../components/Notice";
import { useAuth } from "../../../contexts/AuthContext";
import { useSession } from "../../../contexts/SocketContext";
import { t } from "../../../i18n";

export function LeaveGroupDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const leave = useLeave(id);
  const submit = () => {
    setBusy(true);
    leave()
      .then(() => navigate("/"))
      .catch((error: unknown) => {
        setProblem(Problem.of(error).message);
        setBusy(false);
      });
  };
  return (
    <Dialog
      title={t("group.leaveTitle")}
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button variant="danger" busy={busy} onClick={submit}>
            {t("group.leave")}
          </Button>
        </>
      }
    >
      {problem !== null && <Notice>{problem}</Notice>}
      <p>{t("group.leaveText")}</p>
    </Dialog>
  );
}

function useLeave(id: string): () => Promise<void> {
  const { api } = useAuth();
  const { store } = useSession();
  return async () => {
    const path = { conversation_id: id, user_id: store.getState().me };
    await unwrap(
      api.DELETE("/api/conversations/{conversation_id}/participants/{user_id}", { params: { path } }),
    );
    store.dispatch({ type: "local.gone", conversation_id: id });
  };
}
