import { Check, Copy } from "lucide-react";
import { useId } from "react";
import { t } from "../i18n";
import { Button } from "./Button";
import styles from "./CopyField.module.css";
import { useCopy } from "./useCopy";

/** Something to take elsewhere: shown whole, selected by a click, copied by a button where the browser lets us. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  const { copied, copy } = useCopy(value);
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <div className={styles.box}>
        <textarea
          id={id}
          className={styles.value}
          rows={1}
          value={value}
          readOnly
          dir="ltr"
          onFocus={(event) => event.target.select()}
        />
        {copy !== null && (
          <Button onClick={copy}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {copied ? t("common.copied") : t("common.copy")}
          </Button>
        )}
      </div>
    </div>
  );
}
