/** Everyone whom this person keeps as a contact, has asked, was asked by, or has blocked; kept fresh by `contact` frames. */
import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../api/client";
import type { components } from "../api/schema";
import { useAuth } from "./AuthContext";

export type Contact = components["schemas"]["ContactShape"];

export const CONTACTS = ["contacts"];

export function useContacts() {
  const { api } = useAuth();
  return useQuery({
    queryKey: CONTACTS,
    queryFn: async ({ signal }) => (await unwrap(api.GET("/api/contacts", { signal }))).items,
    staleTime: 60_000,
    // What the browser thinks of the network says nothing of a server on this machine.
    networkMode: "always",
  });
}
