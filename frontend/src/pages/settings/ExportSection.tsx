import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { noneIfMissing, unwrap } from "../../api/client";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import { PasswordDialog } from "./PasswordDialog";
import styles from "./settings.module.css";

const KEY = ["export"];
const ASK_AGAIN_MS = 1_500;

/** One's own data as a file: made in the background, fetched by a link. */
export function ExportSection() {
  const { api } = useAuth();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const state = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => unwrap(api.GET("/api/users/me/export", { signal })).catch(noneIfMissing),
    refetchInterval: ({ state: { data } }) => (data?.status === "running" ? ASK_AGAIN_MS : false),
  });
  const made = state.data ?? null;
  return (
    <Section title={t("settings.account.export")}>
      <p className={styles.small}>{t("settings.account.exportText")}</p>
      {made?.status === "running" && (
        <p role="status">
          {t("settings.account.exportRunning", { percent: Math.round(made.progress * 100) })}
        </p>
      )}
      {made?.status === "failed" && <Notice>{t("settings.account.exportFailed")}</Notice>}
      <Actions>
        {made?.status === "ready" && made.url !== null && (
          <a className={styles.download} href={made.url} download>
            <Download aria-hidden />
            {t("settings.account.download")}
          </a>
        )}
        {made?.status !== "running" && (
          <Button onClick={() => setAsking(true)}>{t("settings.account.exportStart")}</Button>
        )}
      </Actions>
      {asking && (
        <PasswordDialog
          title={t("settings.account.export")}
          action={t("settings.account.exportStart")}
          onClose={() => setAsking(false)}
          onConfirm={async ({ password = "" }) => {
            await unwrap(api.POST("/api/users/me/export", { body: { password } }));
            setAsking(false);
            await queries.invalidateQueries({ queryKey: KEY });
          }}
        />
      )}
    </Section>
  );
}
