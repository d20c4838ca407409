import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { Avatar } from "../../components/Avatar";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { Section } from "../../components/Page";
import { useAuth } from "../../contexts/AuthContext";
import { CONTACTS, useContacts } from "../../contexts/useContacts";
import { t } from "../../i18n";
import { Loaded } from "./Loaded";
import styles from "./settings.module.css";

/** Who is blocked, and the way to forgive. */
export function BlockedPeople() {
  const { api } = useAuth();
  const contacts = useContacts();
  const queries = useQueryClient();
  const unblock = useMutation({
    mutationFn: (user_id: string) =>
      unwrap(
        api.PATCH("/api/contacts/{user_id}", { params: { path: { user_id } }, body: { blocked: false } }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: CONTACTS }),
    networkMode: "always",
  });
  return (
    <Section title={t("settings.privacy.blocked")}>
      {unblock.isError && <Notice>{unblock.error.message}</Notice>}
      <Loaded query={contacts}>
        {(all) => {
          const blocked = all.filter((one) => one.blocked);
          if (blocked.length === 0)
            return <p className={styles.small}>{t("settings.privacy.noneBlocked")}</p>;
          return (
            <ul className={styles.list} aria-label={t("settings.privacy.blocked")}>
              {blocked.map(({ user }) => (
                <li key={user.id} className={styles.item}>
                  <Avatar name={user.display_name} id={user.id} src={user.avatar_url} size="sm" />
                  <span className={styles.names}>
                    <span className={styles.name}>{user.display_name}</span>
                    <span className={styles.small}>@{user.username}</span>
                  </span>
                  <Button
                    aria-label={t("settings.privacy.unblockWho", { name: user.display_name })}
                    onClick={() => unblock.mutate(user.id)}
                  >
                    {t("settings.privacy.unblock")}
                  </Button>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Section>
  );
}
