import { Link } from "react-router";
import { Avatar } from "../../../components/Avatar";
import { Section } from "../../../components/Page";
import { useChat, useChatList } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { titleOf } from "../../../state/selectors";
import styles from "./people.module.css";

/** The groups that one is in together, as far as they are held here. */
export function SharedGroups({ userId }: { userId: string }) {
  const me = useChat((state) => state.me);
  const groups = useChatList((state) =>
    Object.values(state.conversations).filter(
      ({ info }) =>
        info.kind === "group" &&
        userId !== state.me &&
        info.participants.some((one) => one.user.id === userId),
    ),
  );
  if (groups.length === 0) return null;
  return (
    <Section title={t("people.shared")}>
      <ul aria-label={t("people.shared")} className={styles.rows}>
        {groups.map((one) => (
          <li key={one.info.id}>
            <Link to={`/c/${one.info.id}`} className={styles.group}>
              <Avatar name={titleOf(one, me)} id={one.info.id} src={one.info.avatar_url} size="sm" />
              {titleOf(one, me)}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
