/** People on this server whose name or username begins like this. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { unwrap } from "../../../api/client";
import { useAuth } from "../../../contexts/AuthContext";
import { useWebSocket } from "../../../contexts/SocketContext";

/** A pause in typing: not every letter is a question. */
const PAUSE_MS = 150;

export function usePeople(query: string) {
  const { api, user } = useAuth();
  const q = useSettled(query, PAUSE_MS);
  const people = useQuery({
    queryKey: ["people", q],
    queryFn: async ({ signal }) => {
      const { items } = await unwrap(api.GET("/api/users", { params: { query: { q } }, signal }));
      return items.filter((person) => person.id !== user?.id);
    },
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    // What the browser thinks of the network says nothing of a server on this machine.
    networkMode: "always",
  });
  // The server is back: what it could not answer is asked again.
  useWebSocket({ ready: () => void (people.isError && people.refetch()) });
  return people;
}

function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
