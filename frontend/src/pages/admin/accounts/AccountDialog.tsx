/** One account: what is known of it, its role, its devices, and the ways to keep it out. */
import { Monitor } from "lucide-react";
import { useState } from "react";
import { Avatar } from "../../../components/Avatar";
import { Button } from "../../../components/Button";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { Dialog } from "../../../components/Dialog";
import { Item, ItemList } from "../../../components/Item";
import { Loaded } from "../../../components/Loaded";
import { Notice } from "../../../components/Notice";
import { Actions } from "../../../components/Page";
import { Select } from "../../../components/Select";
import { useAuth } from "../../../contexts/AuthContext";
import { t } from "../../../i18n";
import { ago, dateOf } from "../../../i18n/dates";
import { deviceName } from "../../../i18n/deviceName";
import styles from "../admin.module.css";
import { type AccountDetail, type Role, useAccount, useAccountDeeds } from "./useAccount";

const ROLES: readonly Role[] = ["user", "moderator", "admin"];

export function AccountDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const account = useAccount(id);
  return (
    <Dialog title={t("admin.accounts.account")} onClose={onClose}>
      <Loaded query={account} rows={3}>
        {(detail) => <Detail account={detail} />}
      </Loaded>
    </Dialog>
  );
}

function Detail({ account }: { account: AccountDetail }) {
  const { user } = useAuth();
  return (
    <>
      <Item
        picture={<Avatar name={account.display_name} id={account.id} size="lg" />}
        name={account.display_name}
        small={<bdi>@{account.username}</bdi>}
      />
      <Facts account={account} />
      <Devices sessions={account.sessions} />
      {account.id === user?.id ? (
        <Notice tone="info">{t("admin.accounts.yourself")}</Notice>
      ) : (
        account.deleted_at === null && <Deeds account={account} />
      )}
    </>
  );
}

function Facts({ account }: { account: AccountDetail }) {
  const { email, email_verified, created_at, last_seen, deactivated_at, deactivated_by, deleted_at } =
    account;
  const facts: [string, string][] = [
    [t("admin.accounts.email"), email_verified ? email : t("admin.accounts.unconfirmed", { email })],
    [t("admin.accounts.since"), dateOf(created_at)],
    [t("admin.accounts.seen"), last_seen === null ? t("admin.accounts.never") : ago(last_seen)],
  ];
  if (deactivated_at !== null)
    facts.push([
      t("admin.accounts.deactivated"),
      t(deactivated_by === "user" ? "admin.accounts.byThemselves" : "admin.accounts.byAdmin", {
        when: ago(deactivated_at),
      }),
    ]);
  if (deleted_at !== null) facts.push([t("admin.accounts.deleted"), ago(deleted_at)]);
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Devices({ sessions }: { sessions: AccountDetail["sessions"] }) {
  if (sessions.length === 0) return <p className={styles.small}>{t("admin.accounts.noDevices")}</p>;
  return (
    <ItemList label={t("admin.accounts.devices")}>
      {sessions.map(({ id, device, address, last_used_at }) => (
        <li key={id}>
          <Item
            picture={<Monitor className={styles.icon} aria-hidden />}
            name={<span className={styles.device}>{deviceName(device)}</span>}
            small={
              <>
                <bdi>{address}</bdi> · {ago(last_used_at)}
              </>
            }
          />
        </li>
      ))}
    </ItemList>
  );
}

function Deeds({ account }: { account: AccountDetail }) {
  const act = useAccountDeeds(account.id);
  const [asked, setAsked] = useState<"signOut" | "deactivate" | null>(null);
  const name = account.display_name;
  const close = { onSuccess: () => setAsked(null) };
  return (
    <>
      {act.isError && asked === null && <Notice>{act.error.message}</Notice>}
      <Select
        label={t("admin.accounts.role")}
        hint={t("admin.accounts.roleHint")}
        value={account.role}
        options={ROLES.map((role) => [role, t(`admin.roles.${role}`)] as const)}
        disabled={act.isPending}
        onChange={(role) => act.mutate({ role })}
      />
      <Actions>
        {account.sessions.length > 0 && (
          <Button onClick={() => setAsked("signOut")}>{t("admin.accounts.signOut")}</Button>
        )}
        {account.deactivated_at === null ? (
          <Button variant="danger" onClick={() => setAsked("deactivate")}>
            {t("admin.accounts.deactivate")}
          </Button>
        ) : (
          <Button busy={act.isPending} onClick={() => act.mutate("reactivate")}>
            {t("admin.accounts.reactivate")}
          </Button>
        )}
      </Actions>
      {asked !== null && (
        <ConfirmDialog
          title={t(`admin.accounts.sure.${asked}.title`, { name })}
          action={t(`admin.accounts.${asked}`)}
          busy={act.isPending}
          problem={act.error?.message ?? null}
          onConfirm={() => act.mutate(asked, close)}
          onClose={() => setAsked(null)}
        >
          <p>{t(`admin.accounts.sure.${asked}.text`, { name })}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
