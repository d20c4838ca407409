import { X } from "lucide-react";
import { useId, useState } from "react";
import { Problem } from "../../../api/problem";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { Notice } from "../../../components/Notice";
import { TextField } from "../../../components/TextField";
import { useShownName } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import type { User } from "../../../realtime/frames";
import styles from "./NewGroupDialog.module.css";
import { PeopleSearch } from "./PeopleSearch";
import { useCreateConversation } from "./useCreateConversation";

interface NewGroupDialogProps {
  onClose: () => void;
  onOpen: (conversationId: string) => void;
}

export function NewGroupDialog({ onClose, onOpen }: NewGroupDialogProps) {
  const [title, setTitle] = useState("");
  const [members, setMembers] = useState<readonly User[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const create = useCreateConversation();

  const toggle = (person: User) => {
    const others = members.filter((one) => one.id !== person.id);
    setMembers(others.length < members.length ? others : [...members, person]);
  };
  const submit = () => {
    setBusy(true);
    create({ kind: "group", title: title.trim(), participant_ids: members.map((one) => one.id) })
      .then(onOpen)
      .catch((error: unknown) => {
        setProblem(Problem.of(error).message);
        setBusy(false);
      });
  };
  const missing = whatIsMissing(title, members);
  const missingId = useId();
  return (
    <Dialog
      title={t("group.new")}
      onClose={onClose}
      footer={
        <>
          {missing !== null && (
            <p id={missingId} className={styles.missing}>
              {missing}
            </p>
          )}
          <Button variant="ghost" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button
            variant="primary"
            disabled={missing !== null}
            aria-describedby={missing === null ? undefined : missingId}
            busy={busy}
            onClick={submit}
          >
            {t("group.create")}
          </Button>
        </>
      }
    >
      {problem !== null && <Notice>{problem}</Notice>}
      <TextField
        label={t("group.name")}
        maxLength={100}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <Chosen members={members} onRemove={toggle} />
      <PeopleSearch onPick={toggle} chosen={members} />
    </Dialog>
  );
}

function whatIsMissing(title: string, members: readonly User[]): string | null {
  if (title.trim() === "") return members.length > 0 ? t("group.missing.name") : t("group.missing.both");
  return members.length > 0 ? null : t("group.missing.members");
}

function Chosen({ members, onRemove }: { members: readonly User[]; onRemove: (person: User) => void }) {
  if (members.length === 0) return null;
  return (
    <ul className={styles.chosen} aria-label={t("group.chosen")}>
      {members.map((person) => (
        <li key={person.id}>
          <Chip person={person} onRemove={() => onRemove(person)} />
        </li>
      ))}
    </ul>
  );
}

function Chip({ person, onRemove }: { person: User; onRemove: () => void }) {
  const name = useShownName(person);
  return (
    <button type="button" className={styles.chip} aria-label={t("group.remove", { name })} onClick={onRemove}>
      {name}
      <X aria-hidden />
    </button>
  );
}
