/** Everyone who has an account, the newest first, or those whose name or address begins so. */
import { useState } from "react";
import { unwrap } from "../../../api/client";
import { Loaded } from "../../../components/Loaded";
import { Section } from "../../../components/Page";
import { SearchField } from "../../../components/SearchField";
import { useAuth } from "../../../contexts/AuthContext";
import { useSettled } from "../../../forms/useSettled";
import { t } from "../../../i18n";
import styles from "../admin.module.css";
import { MoreButton } from "../MoreButton";
import { usePages } from "../usePages";
import { AccountDialog } from "./AccountDialog";
import { AccountRow } from "./AccountRow";
import { ACCOUNTS } from "./useAccount";

export function AccountsSection() {
  const { api, user } = useAuth();
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<string | null>(null);
  const q = useSettled(search.trim());
  const accounts = usePages([...ACCOUNTS, q], (from, signal) => {
    const query = { ...from, ...(q !== "" && { q }) };
    return unwrap(api.GET("/api/admin/users", { params: { query }, signal }));
  });
  return (
    <>
      <SearchField label={t("admin.accounts.search")} value={search} onChange={setSearch} />
      <Section title={q === "" ? t("admin.accounts.newest") : t("admin.accounts.found")}>
        <Loaded query={accounts} rows={6}>
          {(items) => (
            <>
              {items.length === 0 && <p className={styles.small}>{t("admin.accounts.nobody")}</p>}
              <ul aria-label={t("admin.parts.people")} className={styles.rows}>
                {items.map((account) => (
                  <li key={account.id}>
                    <AccountRow
                      account={account}
                      // A moderator may look at the list, and no further.
                      onOpen={user?.role === "admin" ? () => setOpen(account.id) : null}
                    />
                  </li>
                ))}
              </ul>
              <MoreButton pages={accounts} />
            </>
          )}
        </Loaded>
      </Section>
      {open !== null && <AccountDialog id={open} onClose={() => setOpen(null)} />}
    </>
  );
}
