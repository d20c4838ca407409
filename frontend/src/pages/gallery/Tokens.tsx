import { Section } from "../../components/Page";
import styles from "./GalleryPage.module.css";

const COLOURS = [
  "canvas",
  "surface",
  "surface-raised",
  "surface-sunken",
  "surface-hover",
  "surface-selected",
  "border",
  "border-strong",
  "text",
  "text-muted",
  "accent",
  "accent-soft",
  "accent-text",
  "bubble-own",
  "bubble-other",
  "online",
  "danger",
  "danger-soft",
  "done-soft",
  "notice-soft",
  "quiet",
];
const SIZES = ["xs", "sm", "md", "lg", "xl"];

/** The design tokens as they are in this theme. */
export function Tokens() {
  return (
    <Section title="Tokens">
      <ul className={styles.colours}>
        {COLOURS.map((name) => (
          <li key={name} className={styles.colour}>
            <span className={styles.patch} style={{ background: `var(--${name})` }} />
            {name}
          </li>
        ))}
      </ul>
      {SIZES.map((size) => (
        <p key={size} style={{ fontSize: `var(--text-${size})` }}>
          text-{size}: The quick brown fox
        </p>
      ))}
    </Section>
  );
}
