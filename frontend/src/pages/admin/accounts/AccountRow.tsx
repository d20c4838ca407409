import { ChevronRight } from "lucide-react";
import { Avatar } from "../../../components/Avatar";
import { Item } from "../../../components/Item";
import { t } from "../../../i18n";
import styles from "../admin.module.css";
import { Tag } from "../Tag";
import type { Account } from "./useAccount";

/** One of the list: who, by which address, and what is not as with everybody. */
export function AccountRow({ account, onOpen }: { account: Account; onOpen: (() => void) | null }) {
  const what = (
    <Item
      oneLine
      picture={<Avatar name={account.display_name} id={account.id} />}
      name={account.display_name}
      small={
        <>
          <bdi>@{account.username}</bdi> · <bdi>{account.email}</bdi>
        </>
      }
    >
      {account.role !== "user" && <Tag>{t(`admin.roles.${account.role}`)}</Tag>}
      {account.deactivated_at !== null && <Tag tone="danger">{t("admin.accounts.deactivated")}</Tag>}
      {onOpen !== null && <ChevronRight className={`${styles.arrow} turns`} aria-hidden />}
    </Item>
  );
  if (onOpen === null) return <div className={styles.row}>{what}</div>;
  return (
    <button type="button" className={styles.row} onClick={onOpen}>
      {what}
    </button>
  );
}
