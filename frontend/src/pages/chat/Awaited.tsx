/** Rows in the place of what is still to come; where the server turned us away, the word that nothing comes. */
import { CloudOff } from "lucide-react";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { SkeletonList } from "../../components/Skeleton";
import { useConnection, useSession } from "../../contexts/SocketContext";

export function Awaited({ label, rows }: { label: string; rows: number }) {
  const { socket } = useConnection();
  const session = useSession();
  if (socket.phase !== "refused") return <SkeletonList label={label} rows={rows} />;
  return (
    <EmptyState
      icon={<CloudOff />}
      title="Nothing could be loaded"
      action={<Button onClick={() => session.retryNow()}>Try again</Button>}
    >
      {socket.reason || "The server refused the connection."}
    </EmptyState>
  );
}
