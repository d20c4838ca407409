import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { unwrap } from "../../../api/client";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { useAuth } from "../../../contexts/AuthContext";
import { useSession } from "../../../contexts/SocketContext";
import { t } from "../../../i18n";

export function LeaveGroupDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { api } = useAuth();
  const { store } = useSession();
  const navigate = useNavigate();
  const path = { conversation_id: id, user_id: store.getState().me };
  const leave = useMutation({
    mutationFn: () =>
      unwrap(api.DELETE("/api/conversations/{conversation_id}/participants/{user_id}", { params: { path } })),
    onSuccess: () => {
      store.dispatch({ type: "local.gone", conversation_id: id });
      void navigate("/");
    },
  });
  return (
    <ConfirmDialog
      title={t("group.leaveTitle")}
      action={t("group.leave")}
      busy={leave.isPending}
      problem={leave.error?.message ?? null}
      onConfirm={() => leave.mutate()}
      onClose={onClose}
    >
      <p>{t("group.leaveText")}</p>
    </ConfirmDialog>
  );
}
