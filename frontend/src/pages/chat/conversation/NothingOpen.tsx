import { MessagesSquare } from "lucide-react";
import { EmptyState } from "../../../components/EmptyState";

export function NothingOpen() {
  return (
    <EmptyState icon={<MessagesSquare />} title="Choose a conversation">
      Pick one from the list, or search for someone to start a new one.
    </EmptyState>
  );
}
