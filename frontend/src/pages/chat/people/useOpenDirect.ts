/** Opens the one direct conversation with a person: the one that exists, or a new one. */

import { Problem } from "../../../api/problem";
import { useCreateConversation } from "./useCreateConversation";

export function useOpenDirect(onOpen: (conversationId: string) => void, onProblem: (words: string) => void) {
  const create = useCreateConversation();
  return (userId: string) => {
    create({ kind: "direct", participant_ids: [userId] })
      .then(onOpen)
      .catch((error: unknown) => onProblem(Problem.of(error).message));
  };
}
