/** A page of parts: their names on one side, the chosen one beside them; on a narrow screen one of them at a time. */
import { ChevronRight } from "lucide-react";
import type { ComponentType } from "react";
import { Link, useNavigate } from "react-router";
import { Page } from "./Page";
import styles from "./SectionedPage.module.css";

export interface PagePart {
  /** Its last step in the address. */
  name: string;
  title: string;
  icon: ComponentType<{ "aria-hidden": true }>;
  Content: ComponentType;
}

interface SectionedPageProps {
  title: string;
  /** What the list of parts is called. */
  label: string;
  /** The address of the list; each part's is below it. */
  path: string;
  parts: readonly [PagePart, ...PagePart[]];
  /** The name of the part that the address names, if it names one. */
  chosen: string | undefined;
}

export function SectionedPage({ title, label, path, parts, chosen }: SectionedPageProps) {
  const navigate = useNavigate();
  const named = parts.find(({ name }) => name === chosen);
  const shown = named ?? parts[0];
  return (
    <div className={styles.pages} data-chosen={named !== undefined}>
      <div className={styles.nav}>
        <Page title={title} onBack={() => void navigate("/")}>
          <nav aria-label={label}>
            <ul className={styles.list}>
              {parts.map((part) => (
                <PartLink key={part.name} part={part} path={path} shown={part === shown} />
              ))}
            </ul>
          </nav>
        </Page>
      </div>
      <div className={styles.content}>
        <Page key={named?.name} title={shown.title} onBack={() => void navigate(path)}>
          <shown.Content />
        </Page>
      </div>
    </div>
  );
}

function PartLink({ part, path, shown }: { part: PagePart; path: string; shown: boolean }) {
  return (
    <li>
      <Link to={`${path}/${part.name}`} className={styles.link} aria-current={shown ? "page" : undefined}>
        <part.icon aria-hidden />
        <span className={styles.name}>{part.title}</span>
        <ChevronRight className={`${styles.arrow} turns`} aria-hidden />
      </Link>
    </li>
  );
}
