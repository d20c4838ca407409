/** Says how the line to the server is, once it matters: most losses are over before anyone would notice. */
import { useEffect, useState } from "react";
import { Button } from "../../components/Button";
import { Spinner } from "../../components/Spinner";
import { useConnection, useSession } from "../../contexts/SocketContext";
import { t } from "../../i18n";
import type { Connection } from "../../session/connection";
import styles from "./ConnectionBanner.module.css";

const MATTERS_AFTER_MS = 1_500;

type Socket = Connection["socket"];

export function ConnectionBanner() {
  const connection = useConnection();
  const fine = connection.socket.phase === "open" && !connection.updating;
  const matters = useLasting(!fine, MATTERS_AFTER_MS);
  return (
    <div className={styles.place} role="status">
      {matters && <Banner connection={connection} />}
    </div>
  );
}

function Banner({ connection: { socket } }: { connection: Connection }) {
  const session = useSession();
  const seconds = useCountdown(socket.phase === "waiting" ? socket.retryAt : null);
  const waits = socket.phase === "waiting" || socket.phase === "offline" || socket.phase === "refused";
  return (
    <div className={styles.banner} data-tone={socket.phase === "open" ? "neutral" : "notice"}>
      {!waits && <Spinner />}
      <span>{wordsFor(socket, seconds)}</span>
      {waits && (
        <Button variant="ghost" onClick={() => session.retryNow()}>
          {t("chat.banner.tryNow")}
        </Button>
      )}
    </div>
  );
}

function wordsFor(socket: Socket, seconds: number): string {
  switch (socket.phase) {
    case "refused":
      return t("chat.banner.refused", { reason: socket.reason });
    case "offline":
      return t("chat.banner.offline");
    case "waiting":
      return seconds > 0 ? t("chat.banner.nextTry", { seconds }) : t("chat.banner.trying");
    case "open":
      return t("chat.banner.updating");
    default:
      return t("chat.banner.connecting");
  }
}

/** True once `wanted` has been true for so long; false at once when it no longer is. */
function useLasting(wanted: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!wanted) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), ms);
    return () => clearTimeout(timer);
  }, [wanted, ms]);
  return lasting && wanted;
}

function useCountdown(until: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (until === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [until]);
  return until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}
