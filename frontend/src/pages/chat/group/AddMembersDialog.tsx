import { useState } from "react";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { Notice } from "../../../components/Notice";
import { t } from "../../../i18n";
import type { Conversation, User } from "../../../realtime/frames";
import { PeopleSearch } from "../people/PeopleSearch";
import { useAddMembers } from "./useGroup";

/** Who is in already is not offered again. */
export function AddMembersDialog({ info, onClose }: { info: Conversation; onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const add = useAddMembers(info.id);
  const toggle = (person: User) => {
    const others = chosen.filter((one) => one.id !== person.id);
    setChosen(others.length < chosen.length ? others : [...chosen, person]);
  };
  return (
    <Dialog
      title={t("group.addMembers")}
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button
            variant="primary"
            disabled={chosen.length === 0}
            busy={add.isPending}
            onClick={() =>
              add.mutate(
                chosen.map((one) => one.id),
                { onSuccess: onClose },
              )
            }
          >
            {t("group.add", { count: chosen.length })}
          </Button>
        </>
      }
    >
      {add.isError && <Notice>{add.error.message}</Notice>}
      <PeopleSearch onPick={toggle} chosen={chosen} without={info.participants.map(({ user }) => user.id)} />
    </Dialog>
  );
}
