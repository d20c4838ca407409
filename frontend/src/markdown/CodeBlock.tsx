import { Check, Copy } from "lucide-react";
import { useCopy } from "../components/useCopy";
import { t } from "../i18n";
import styles from "./CodeBlock.module.css";

/** Code as it was written, with its language's name, and a button that copies it. */
export function CodeBlock({ language, text }: { language: string; text: string }) {
  const { copied, copy } = useCopy(text);
  return (
    <figure className={styles.block} dir="ltr">
      <figcaption className={styles.bar}>
        <span>{language || t("conversation.code.plain")}</span>
        {copy !== null && (
          <button type="button" className={styles.copy} onClick={copy}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            <span aria-hidden>{copied ? t("conversation.code.copied") : t("conversation.code.copy")}</span>
            <span className="visually-hidden">{t("conversation.code.label")}</span>
          </button>
        )}
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keyboard to scroll it */}
      <pre className={styles.code} tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
