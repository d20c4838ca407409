import { Check, Copy } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { t } from "../i18n";
import { Button } from "./Button";
import styles from "./CopyField.module.css";

const SAID_MS = 2_000;

/** Something to take elsewhere: shown whole, selected by a click, copied by a button where the browser lets us. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <div className={styles.box}>
        <input
          id={id}
          className={styles.value}
          value={value}
          readOnly
          dir="ltr"
          onFocus={(event) => event.target.select()}
        />
        {/* Missing on a plain-HTTP address in a local network. */}
        {navigator.clipboard !== undefined && (
          <Button onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {copied ? t("common.copied") : t("common.copy")}
          </Button>
        )}
      </div>
    </div>
  );
}
