import { useState } from "react";
import { Dialog } from "../../../components/Dialog";
import { Notice } from "../../../components/Notice";
import { t } from "../../../i18n";
import { PeopleSearch } from "./PeopleSearch";
import { useOpenDirect } from "./useOpenDirect";

interface NewMessageDialogProps {
  onClose: () => void;
  onOpen: (conversationId: string) => void;
}

export function NewMessageDialog({ onClose, onOpen }: NewMessageDialogProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const openDirect = useOpenDirect(onOpen, setProblem);
  return (
    <Dialog title={t("people.newMessage")} onClose={onClose}>
      {problem !== null && <Notice>{problem}</Notice>}
      <PeopleSearch onPick={(person) => openDirect(person.id)} />
    </Dialog>
  );
}
