import { Avatar } from "../../components/Avatar";
import { Button } from "../../components/Button";
import { Item, ItemList } from "../../components/Item";
import { Loaded } from "../../components/Loaded";
import { Notice } from "../../components/Notice";
import { Section } from "../../components/Page";
import { type Contact, useContactActions, useContacts } from "../../contexts/useContacts";
import { t } from "../../i18n";
import styles from "./settings.module.css";

/** Who is blocked, and the way to forgive. */
export function BlockedPeople() {
  const contacts = useContacts();
  return (
    <Section title={t("settings.privacy.blocked")}>
      <Loaded query={contacts}>
        {(all) => {
          const blocked = all.filter((one) => one.blocked);
          if (blocked.length === 0)
            return <p className={styles.small}>{t("settings.privacy.noneBlocked")}</p>;
          return (
            <ItemList label={t("settings.privacy.blocked")}>
              {blocked.map((contact) => (
                <BlockedPerson key={contact.user.id} contact={contact} />
              ))}
            </ItemList>
          );
        }}
      </Loaded>
    </Section>
  );
}

function BlockedPerson({ contact: { user, nickname } }: { contact: Contact }) {
  const name = nickname ?? user.display_name;
  const act = useContactActions(user.id);
  return (
    <li>
      <Item
        picture={<Avatar name={name} id={user.id} src={user.avatar_url} size="sm" />}
        name={name}
        small={<bdi>@{user.username}</bdi>}
        note={act.isError && <Notice>{act.error.message}</Notice>}
      >
        <Button
          aria-label={t("settings.privacy.unblockWho", { name })}
          busy={act.isPending}
          onClick={() => act.mutate({ blocked: false })}
        >
          {t("settings.privacy.unblock")}
        </Button>
      </Item>{" "}
    </li>
  );
}
