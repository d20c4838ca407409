import { useRef, useState } from "react";
import { t } from "../i18n";
import styles from "./EmojiPicker.module.css";
import { keepTone, keptTone, TONES, type Tone, toned } from "./tones";

const NAMES = ["plain", "light", "mediumLight", "medium", "mediumDark", "dark"] as const;
const HAND = "✋";

export function useTone(): [Tone, (tone: Tone) => void] {
  const [tone, setTone] = useState(keptTone);
  const choose = (next: Tone) => {
    keepTone(next);
    setTone(next);
  };
  return [tone, choose];
}

/** The tone of skin, as a hand that has it; a click shows the others. */
export function ToneChoice({ tone, onChoose }: { tone: Tone; onChoose: (tone: Tone) => void }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div className={styles.tones}>
      {open && (
        <div role="radiogroup" aria-label={t("emoji.tone")} className={styles.choices}>
          {TONES.map((each, at) => (
            // biome-ignore lint/a11y/useSemanticElements: an input can't show an emoji
            <button
              key={each}
              type="button"
              role="radio"
              aria-checked={each === tone}
              aria-label={t(`emoji.tones.${NAMES[at] ?? "plain"}`)}
              className={styles.tone}
              onClick={() => {
                onChoose(each);
                close();
              }}
            >
              {toned(HAND, each)}
            </button>
          ))}
        </div>
      )}
      <button
        ref={button}
        type="button"
        className={styles.tone}
        aria-label={t("emoji.tone")}
        title={t("emoji.tone")}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {toned(HAND, tone)}
      </button>
    </div>
  );
}
