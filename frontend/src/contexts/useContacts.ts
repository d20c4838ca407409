/** Everyone whom this person keeps as a contact, has asked, was asked by, or has blocked; kept fresh by `contact` frames. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "../api/client";
import type { components } from "../api/schema";
import { useAuth } from "./AuthContext";
import { useWebSocket } from "./SocketContext";

export type Contact = components["schemas"]["ContactShape"];

const CONTACTS = ["contacts"];

export function useContacts() {
  const { api } = useAuth();
  return useQuery({
    queryKey: CONTACTS,
    queryFn: async ({ signal }) => (await unwrap(api.GET("/api/contacts", { signal }))).items,
    staleTime: 60_000,
  });
}

/** Asks anew when a frame tells that a contact changed, here or on another device. To be used once, for all. */
export function useFreshContacts(): void {
  const queries = useQueryClient();
  useWebSocket({ contact: () => void queries.invalidateQueries({ queryKey: CONTACTS }) });
}

type Change = { nickname?: string | null; favourite?: boolean; blocked?: boolean };

/** What one can do about a person. Each gives a promise, and shows in the list once the server has taken it. */
export function useContactActions(user_id: string) {
  const { api } = useAuth();
  const queries = useQueryClient();
  const path = { user_id };
  const acts = {
    add: () => unwrap(api.POST("/api/contacts", { body: { user_id } })),
    accept: () => unwrap(api.POST("/api/contacts/{user_id}/accept", { params: { path } })),
    /** Declines a request too, and withdraws one. */
    remove: () => unwrap(api.DELETE("/api/contacts/{user_id}", { params: { path } })),
  };
  return useMutation<unknown, Error, keyof typeof acts | Change>({
    mutationFn: (act) =>
      typeof act === "string"
        ? acts[act]()
        : unwrap(api.PATCH("/api/contacts/{user_id}", { params: { path }, body: act })),
    onSettled: () => queries.invalidateQueries({ queryKey: CONTACTS }),
  });
}
