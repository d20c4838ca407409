import { useState } from "react";
import { unwrap } from "../../api/client";
import { Button } from "../../components/Button";
import { Actions, Section } from "../../components/Page";
import { Select } from "../../components/Select";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import { PasswordDialog } from "./PasswordDialog";
import styles from "./settings.module.css";

type Messages = "keep" | "erase";

/** Stilling the account for a while, or ending it. Either signs this device out. */
export function LeavingSection() {
  const { api, credentials } = useAuth();
  const [dialog, setDialog] = useState<"deactivate" | "delete" | null>(null);
  const [messages, setMessages] = useState<Messages>("keep");
  const close = () => setDialog(null);
  return (
    <Section title={t("settings.account.leave")}>
      <p className={styles.small}>{t("settings.account.deactivateText")}</p>
      <Actions>
        <Button variant="danger" onClick={() => setDialog("deactivate")}>
          {t("settings.account.deactivate")}
        </Button>
        <Button variant="danger" onClick={() => setDialog("delete")}>
          {t("settings.account.delete")}
        </Button>
      </Actions>
      {dialog === "deactivate" && (
        <PasswordDialog
          title={t("settings.account.deactivate")}
          action={t("settings.account.deactivate")}
          tone="danger"
          onClose={close}
          onConfirm={async ({ password = "" }) => {
            await unwrap(api.POST("/api/users/me/deactivate", { body: { password } }));
            credentials.set(null);
          }}
        >
          {() => <p>{t("settings.account.deactivateText")}</p>}
        </PasswordDialog>
      )}
      {dialog === "delete" && (
        <PasswordDialog
          title={t("settings.account.delete")}
          action={t("settings.account.delete")}
          tone="danger"
          onClose={close}
          onConfirm={async ({ password = "" }) => {
            await unwrap(api.DELETE("/api/users/me", { body: { password, messages } }));
            credentials.set(null);
          }}
        >
          {() => (
            <>
              <p>{t("settings.account.deleteText")}</p>
              <Select
                label={t("settings.account.messages")}
                value={messages}
                options={[
                  ["keep", t("settings.account.keep")],
                  ["erase", t("settings.account.erase")],
                ]}
                onChange={setMessages}
              />
            </>
          )}
        </PasswordDialog>
      )}
    </Section>
  );
}
