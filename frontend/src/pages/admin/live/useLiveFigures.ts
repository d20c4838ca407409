/** What the servers count, asked for again and again while somebody looks. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "../../../api/client";
import { useAuth } from "../../../contexts/AuthContext";
import { keep, type Live } from "./figures";

const KEY = ["admin", "figures"];
const EVERY_MS = 2_000;

export function useLiveFigures(paused: boolean) {
  const { api } = useAuth();
  const queries = useQueryClient();
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const next = await unwrap(api.GET("/api/admin/metrics", { signal }));
      return keep(queries.getQueryData<Live>(KEY), next);
    },
    refetchInterval: paused ? false : EVERY_MS,
  });
}
