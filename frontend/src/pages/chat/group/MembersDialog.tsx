/** Who is in a group, and as what. */
import { Avatar } from "../../../components/Avatar";
import { Dialog } from "../../../components/Dialog";
import { useChat, useChatList } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import type { Participant } from "../../../realtime/frames";
import { presenceOf } from "../../../state/selectors";
import styles from "./MembersDialog.module.css";

export function MembersDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const members = useChatList((state) => state.conversations[id]?.info.participants ?? []);
  return (
    <Dialog title={t("group.members")} onClose={onClose}>
      <ul aria-label={t("group.members")}>
        {members.map((member) => (
          <Member key={member.user.id} member={member} />
        ))}
      </ul>
    </Dialog>
  );
}

function Member({ member: { user, role } }: { member: Participant }) {
  const me = useChat((state) => state.me);
  const online = useChat((state) => presenceOf(state, user)?.status === "online");
  return (
    <li className={styles.member}>
      <Avatar name={user.display_name} id={user.id} src={user.avatar_url} online={online} />
      <span className={styles.names}>
        <span className={styles.name}>
          {user.id === me ? t("group.youAre", { name: user.display_name }) : user.display_name}
        </span>
        <span className={styles.username}>@{user.username}</span>
      </span>
      {role !== "member" && <span className={styles.role}>{t(`group.roles.${role}`)}</span>}
    </li>
  );
}
