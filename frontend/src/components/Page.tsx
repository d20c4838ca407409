import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { t } from "../i18n";
import { IconButton } from "./IconButton";
import styles from "./Page.module.css";

interface PageProps {
  title: string;
  onBack: () => void;
  children: ReactNode;
}

/** A page in the main pane: its name, the way back, and sections that scroll. The name takes the focus on arrival. */
export function Page({ title, onBack, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <IconButton label={t("common.back")} icon={<ArrowLeft className="turns" />} onClick={onBack} />
        <h2 ref={heading} className={styles.title} tabIndex={-1}>
          {title}
        </h2>
      </header>
      <div className={styles.scroller}>
        <div className={styles.column}>{children}</div>
      </div>
    </div>
  );
}

/** A part of a page with a name of its own. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h3 id={id} className={styles.heading}>
        {title}
      </h3>
      <div className={styles.card}>{children}</div>
    </section>
  );
}

/** Buttons of a section, at its end. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
