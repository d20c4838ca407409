import type { ReactNode } from "react";
import { Link as RouteLink } from "react-router";
import styles from "./Markdown.module.css";

const HERE = /^\/c\/[0-9a-f]{24}(\/\d+)?$/;

/** Where a message points: into this page when it is one of ours, else to a tab that learns nothing of us. */
export function Link({ href, children }: { href: string; children: ReactNode }) {
  const { origin, pathname } = new URL(href);
  if (origin === location.origin && HERE.test(pathname))
    return (
      <RouteLink className={styles.link} to={pathname} title={href}>
        {children}
      </RouteLink>
    );
  return (
    <a className={styles.link} href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
