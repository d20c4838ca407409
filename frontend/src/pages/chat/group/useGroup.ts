/** What one can do with a group; each takes what the server answers into the store. */
import { useMutation } from "@tanstack/react-query";
import { unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { useAuth } from "../../../contexts/AuthContext";
import { useSession } from "../../../contexts/SocketContext";
import type { Participant } from "../../../realtime/frames";

type Changes = components["schemas"]["Change"];

export function useChangeGroup(id: string) {
  const { api } = useAuth();
  const { store } = useSession();
  const params = { path: { conversation_id: id } };
  return useMutation({
    /** `etag`: of the version that one saw; when somebody was faster, nothing changes. */
    mutationFn: ({ changes, etag }: { changes: Changes; etag?: string }) =>
      unwrap(
        api.PATCH("/api/conversations/{conversation_id}", {
          params: { ...params, ...(etag !== undefined && { header: { "If-Match": etag } }) },
          body: changes,
        }),
      ),
    onSuccess: (conversation) =>
      store.dispatch({ type: "local.conversations", conversations: [conversation], isList: false }),
  });
}

export function useMembers(id: string) {
  const { api } = useAuth();
  const { loader } = useSession();
  const path = (user_id: string) => ({ path: { conversation_id: id, user_id } });
  const where = "/api/conversations/{conversation_id}/participants/{user_id}";
  const acts = {
    remove: (user_id: string) => unwrap(api.DELETE(where, { params: path(user_id) })),
    appoint: (user_id: string, role: Participant["role"]) =>
      unwrap(api.PATCH(where, { params: path(user_id), body: { role } })),
  };
  return useMutation<unknown, Error, { user: string; role: Participant["role"] | null }>({
    /** No role: out of the group. */
    mutationFn: ({ user, role }) => (role === null ? acts.remove(user) : acts.appoint(user, role)),
    onSuccess: () => loader.loadConversation(id),
  });
}

export function useAddMembers(id: string) {
  const { api } = useAuth();
  const { loader } = useSession();
  return useMutation({
    mutationFn: (user_ids: string[]) =>
      unwrap(
        api.POST("/api/conversations/{conversation_id}/participants", {
          params: { path: { conversation_id: id } },
          body: { user_ids },
        }),
      ),
    onSuccess: () => loader.loadConversation(id),
  });
}
