/** What all pages before the chat look like: the name of the product, what this is about, and a glimpse of a conversation. */
import type { ReactNode } from "react";
import { PRODUCT_NAME } from "../../config/product";
import styles from "./EntryPage.module.css";
import { Showcase } from "./Showcase";

interface EntryPageProps {
  title: string;
  /** What the tab is called, where it isn't the title. */
  name?: string;
  lead?: string;
  children: ReactNode;
  /** Other ways to go. */
  footer?: ReactNode;
}

export function EntryPage({ title, name = title, lead, children, footer }: EntryPageProps) {
  return (
    <div className={styles.page}>
      <title>{`${name} · ${PRODUCT_NAME}`}</title>
      <main className={styles.main}>
        <div className={styles.panel}>
          <p className={styles.brand}>
            <img src="/icon.svg" alt="" width={36} height={36} />
            {PRODUCT_NAME}
          </p>
          <h1 className={styles.title}>{title}</h1>
          {lead !== undefined && <p className={styles.lead}>{lead}</p>}
          <div className={styles.content}>{children}</div>
          {footer !== undefined && <p className={styles.other}>{footer}</p>}
        </div>
      </main>
      <Showcase />
    </div>
  );
}
