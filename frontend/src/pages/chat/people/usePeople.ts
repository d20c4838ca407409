/** People on this server whose name or username begins like this. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { unwrap } from "../../../api/client";
import { useAuth } from "../../../contexts/AuthContext";
import { useChat } from "../../../contexts/ChatContext";
import { useWebSocket } from "../../../contexts/SocketContext";
import { useSettled } from "../../../forms/useSettled";
import { calledBy } from "../../../state/names";

export function usePeople(query: string) {
  const { api, user } = useAuth();
  const nicknames = useChat((state) => state.nicknames);
  const q = useSettled(query);
  const people = useQuery({
    queryKey: ["people", q],
    queryFn: async ({ signal }) => {
      const { items } = await unwrap(api.GET("/api/users", { params: { query: { q } }, signal }));
      return items.filter((person) => person.id !== user?.id);
    },
    select: (found) => found.map((person) => calledBy(person, nicknames)),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  // The server is back: what it could not answer is asked again.
  useWebSocket({ ready: () => void (people.isError && people.refetch()) });
  return people;
}
