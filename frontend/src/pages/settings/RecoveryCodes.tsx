import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { t } from "../../i18n";
import styles from "./settings.module.css";

/** Shown once, to be kept elsewhere. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog
      title={t("settings.security.recovery")}
      onClose={onClose}
      footer={
        <>
          {/* Missing on a plain-HTTP address in a local network. */}
          {navigator.clipboard !== undefined && (
            <Button onClick={() => void navigator.clipboard.writeText(codes.join("\n"))}>
              {t("common.copy")}
            </Button>
          )}
          <Button variant="primary" onClick={onClose}>
            {t("settings.security.recoveryDone")}
          </Button>
        </>
      }
    >
      <p>{t("settings.security.recoveryText")}</p>
      <ul className={styles.codes} aria-label={t("settings.security.recovery")} dir="ltr">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Dialog>
  );
}
