import { Check } from "lucide-react";
import { Avatar } from "../../../components/Avatar";
import { Item } from "../../../components/Item";
import { useChat, useShownName } from "../../../contexts/ChatContext";
import type { User } from "../../../realtime/frames";
import { presenceOf } from "../../../state/selectors";
import styles from "./PersonRow.module.css";

interface PersonRowProps {
  person: User;
  onClick: () => void;
  /** Given, the row chooses instead of opening. */
  chosen?: boolean;
}

export function PersonRow({ person, onClick, chosen }: PersonRowProps) {
  const name = useShownName(person);
  const online = useChat((state) => presenceOf(state, person)?.status === "online");
  return (
    <button type="button" className={styles.row} onClick={onClick} aria-pressed={chosen}>
      <Item
        oneLine
        picture={<Avatar name={name} id={person.id} src={person.avatar_url} online={online} />}
        name={name}
        small={<bdi>@{person.username}</bdi>}
      >
        {chosen !== undefined && (
          <span className={styles.mark} data-chosen={chosen} aria-hidden>
            {chosen && <Check />}
          </span>
        )}
      </Item>{" "}
    </button>
  );
}
