/** A list that comes page by page. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** Where a page begins, as part of what the server is asked: nothing for the first. */
type From = { cursor?: string };

export function usePages<T>(
  key: readonly unknown[],
  page: (from: From, signal: AbortSignal) => Promise<Page<T>>,
) {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => page(pageParam === null ? {} : { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    // What was found before stays while the next search is under way.
    placeholderData: keepPreviousData,
  });
}
