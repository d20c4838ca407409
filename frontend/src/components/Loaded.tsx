/** What a query brings, once it is there: rows in its place before, and a way to try again when it fails. */
import type { ReactNode } from "react";
import { t } from "../i18n";
import { Button } from "./Button";
import { Notice } from "./Notice";
import { Actions } from "./Page";
import { SkeletonList } from "./Skeleton";

/** The part of a query's state that is shown here. */
interface Query<T> {
  data: T | undefined;
  isPending: boolean;
  error: Error | null;
  refetch: () => unknown;
}

interface LoadedProps<T> {
  query: Query<T>;
  /** How many rows stand in for what is on its way. */
  rows?: number;
  children: (data: T) => ReactNode;
}

export function Loaded<T>({ query, rows = 2, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) return <SkeletonList label={t("common.loading")} rows={rows} />;
  return (
    <>
      <Notice>
        {t("common.failedToLoad")} {query.error?.message}
      </Notice>
      <Actions>
        <Button onClick={() => void query.refetch()}>{t("common.tryAgain")}</Button>
      </Actions>
    </>
  );
}
