import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import { EnrolDialog } from "./EnrolDialog";
import { FACTORS } from "./factors";
import { PasswordDialog } from "./PasswordDialog";
import { RecoveryCodes } from "./RecoveryCodes";
import styles from "./settings.module.css";

type Enrolment = components["schemas"]["EnrolmentShape"];

/** Codes from an authenticator app: on, off, and the recovery codes that stand in for a lost phone. */
export function TwoFactor({ on, codesLeft }: { on: boolean; codesLeft: number }) {
  const { api } = useAuth();
  const queries = useQueryClient();
  const [dialog, setDialog] = useState<"on" | "off" | "codes" | null>(null);
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const fresh = () => queries.invalidateQueries({ queryKey: FACTORS });
  const close = () => setDialog(null);
  return (
    <Section title={t("settings.security.totp")}>
      {on ? (
        <>
          <Notice tone="done">{t("settings.security.totpOn")}</Notice>
          <p className={styles.small}>{t("settings.security.recoveryLeft", { count: codesLeft })}</p>
        </>
      ) : (
        <p className={styles.small}>{t("settings.security.totpOff")}</p>
      )}
      <Actions>
        {!on && <Button onClick={() => setDialog("on")}>{t("settings.security.turnOn")}</Button>}
        {on && <Button onClick={() => setDialog("codes")}>{t("settings.security.recoveryNew")}</Button>}
        {on && (
          <Button variant="danger" onClick={() => setDialog("off")}>
            {t("settings.security.turnOff")}
          </Button>
        )}
      </Actions>
      {dialog === "on" && (
        <PasswordDialog
          title={t("settings.security.totp")}
          action={t("settings.security.turnOn")}
          onClose={close}
          onConfirm={async ({ password = "" }) => {
            setEnrolment(await unwrap(api.POST("/api/auth/totp", { body: { password } })));
            close();
          }}
        />
      )}
      {dialog === "off" && (
        <PasswordDialog
          title={t("settings.security.totp")}
          action={t("settings.security.turnOff")}
          tone="danger"
          onClose={close}
          onConfirm={async ({ password = "" }) => {
            await unwrap(api.DELETE("/api/auth/totp", { body: { password } }));
            close();
            await fresh();
          }}
        />
      )}
      {dialog === "codes" && (
        <PasswordDialog
          title={t("settings.security.recovery")}
          action={t("settings.security.recoveryNew")}
          onClose={close}
          onConfirm={async ({ password = "" }) => {
            const made = await unwrap(api.POST("/api/auth/recovery-codes", { body: { password } }));
            setCodes(made.recovery_codes);
            close();
            await fresh();
          }}
        />
      )}
      {enrolment !== null && (
        <EnrolDialog
          enrolment={enrolment}
          onClose={() => setEnrolment(null)}
          onEnrolled={(made) => {
            setEnrolment(null);
            setCodes(made);
            void fresh();
          }}
        />
      )}
      {codes !== null && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
    </Section>
  );
}
