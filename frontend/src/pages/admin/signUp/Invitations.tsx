import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { Button } from "../../../components/Button";
import { Item, ItemList } from "../../../components/Item";
import { Loaded } from "../../../components/Loaded";
import { Notice } from "../../../components/Notice";
import { Section } from "../../../components/Page";
import { useAuth } from "../../../contexts/AuthContext";
import { t } from "../../../i18n";
import { dateOf, momentOf } from "../../../i18n/dates";
import { amount } from "../../../i18n/numbers";
import styles from "../admin.module.css";
import { MoreButton } from "../MoreButton";
import { Tag } from "../Tag";
import { usePages } from "../usePages";

type Invitation = components["schemas"]["AccountInvitationShape"];

export const INVITATIONS = ["admin", "invitations"];

/** The links that were made, the newest first: how often each was used, and the way to take it back. */
export function Invitations() {
  const { api } = useAuth();
  const invitations = usePages(INVITATIONS, (query, signal) =>
    unwrap(api.GET("/api/admin/invitations", { params: { query }, signal })),
  );
  return (
    <Section title={t("admin.signUp.invitations")}>
      <Loaded query={invitations}>
        {(items) => (
          <>
            {items.length === 0 && <p className={styles.small}>{t("admin.signUp.none")}</p>}
            <ItemList label={t("admin.signUp.invitations")}>
              {items.map((invitation) => (
                <Row key={invitation.id} invitation={invitation} />
              ))}
            </ItemList>
            <MoreButton pages={invitations} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Row({
  invitation: { id, note, created_at, expires_at, max_uses, uses },
}: {
  invitation: Invitation;
}) {
  const { api } = useAuth();
  const queries = useQueryClient();
  const takeBack = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/admin/invitations/{invitation_id}", { params: { path: { invitation_id: id } } }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: INVITATIONS }),
  });
  const over = uses >= max_uses || Date.parse(expires_at) <= Date.now();
  const name = note ?? t("admin.signUp.unnamed", { when: dateOf(created_at) });
  const used = t("admin.signUp.used", { uses: amount(uses), most: amount(max_uses) });
  return (
    <li>
      <Item
        picture={<Link2 className={styles.icon} aria-hidden />}
        name={name}
        small={`${used} · ${t("admin.signUp.until", { when: momentOf(expires_at) })}`}
        note={takeBack.isError && <Notice>{takeBack.error.message}</Notice>}
      >
        {over && <Tag>{t("admin.signUp.over")}</Tag>}
        <Button
          aria-label={t("admin.signUp.takeBackWhich", { name })}
          busy={takeBack.isPending}
          onClick={() => takeBack.mutate()}
        >
          {t("admin.signUp.takeBack")}
        </Button>
      </Item>{" "}
    </li>
  );
}
