/** Rows in the place of what is still to come; where the server turned us away, the word that nothing comes. */
import { CloudOff } from "lucide-react";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { SkeletonList } from "../../components/Skeleton";
import { useConnection, useSession } from "../../contexts/SocketContext";
import { t } from "../../i18n";

export function Awaited({ label, rows }: { label: string; rows: number }) {
  const { socket } = useConnection();
  const session = useSession();
  if (socket.phase !== "refused") return <SkeletonList label={label} rows={rows} />;
  return (
    <EmptyState
      icon={<CloudOff />}
      title={t("chat.nothingLoaded")}
      action={<Button onClick={() => session.retryNow()}>{t("common.tryAgain")}</Button>}
    >
      {socket.reason || t("chat.banner.refusedPlain")}
    </EmptyState>
  );
}
