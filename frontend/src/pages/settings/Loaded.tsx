/** What a query brings, once it is there: rows in its place before, and a way to try again when it fails. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Problem } from "../../api/problem";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { Actions } from "../../components/Page";
import { SkeletonList } from "../../components/Skeleton";
import { t } from "../../i18n";

export function Loaded<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) return <SkeletonList label={t("settings.loading")} rows={2} />;
  return (
    <>
      <Notice>
        {t("settings.failedToLoad")} {Problem.of(query.error).message}
      </Notice>
      <Actions>
        <Button onClick={() => void query.refetch()}>{t("common.tryAgain")}</Button>
      </Actions>
    </>
  );
}
