/** An account as those in charge see it, and what they may do about it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { useAuth } from "../../../contexts/AuthContext";

export type Account = components["schemas"]["AdminUserShape"];
export type AccountDetail = components["schemas"]["AdminUserDetailShape"];
export type Role = Account["role"];
export type Deed = { role: Role } | "signOut" | "deactivate" | "reactivate";

/** All lists and accounts are kept below it. */
export const ACCOUNTS = ["admin", "accounts"];

export function useAccount(user_id: string) {
  const { api } = useAuth();
  return useQuery({
    queryKey: ["admin", "account", user_id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/admin/users/{user_id}", { params: { path: { user_id } }, signal })),
  });
}

export function useAccountDeeds(user_id: string) {
  const { api } = useAuth();
  const queries = useQueryClient();
  const params = { params: { path: { user_id } } };
  const acts = {
    signOut: () => unwrap(api.POST("/api/admin/users/{user_id}/sign-out", params)),
    deactivate: () => unwrap(api.POST("/api/admin/users/{user_id}/deactivate", params)),
    reactivate: () => unwrap(api.POST("/api/admin/users/{user_id}/reactivate", params)),
  };
  return useMutation<unknown, Error, Deed>({
    mutationFn: (deed) =>
      typeof deed === "string"
        ? acts[deed]()
        : unwrap(api.PATCH("/api/admin/users/{user_id}", { ...params, body: deed })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["admin"] }),
  });
}
