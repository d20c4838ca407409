import { useMutation, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { createPasskey, PasskeyAborted, passkeysWork } from "../../api/passkeys";
import { Problem } from "../../api/problem";
import type { components } from "../../api/schema";
import { Button } from "../../components/Button";
import { Item, ItemList } from "../../components/Item";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import { ago } from "../../i18n/dates";
import { FACTORS } from "./factors";
import { PasswordDialog } from "./PasswordDialog";
import styles from "./settings.module.css";

type Passkey = components["schemas"]["PasskeyShape"];

/** Keys of this person's devices, in place of the password. */
export function Passkeys({ passkeys }: { passkeys: readonly Passkey[] }) {
  const { api } = useAuth();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [removed, setRemoved] = useState<Passkey | null>(null);
  const fresh = () => queries.invalidateQueries({ queryKey: FACTORS });
  const add = useMutation({
    mutationFn: async () => {
      const options = await unwrap(api.POST("/api/auth/passkeys/options"));
      const credential = await createPasskey(options);
      const body = { name: name.trim() || t("settings.security.passkeyDefault"), credential };
      await unwrap(api.POST("/api/auth/passkeys", { body }));
    },
    onSuccess: () => {
      setName("");
      return fresh();
    },
  });
  return (
    <Section title={t("settings.security.passkeys")}>
      <p className={styles.small}>{t("settings.security.passkeysText")}</p>
      {passkeys.length > 0 && (
        <ItemList label={t("settings.security.passkeys")}>
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <Item
                picture={<KeyRound className={styles.icon} aria-hidden />}
                name={passkey.name}
                small={
                  passkey.last_used_at === null
                    ? t("settings.security.added", { when: ago(passkey.created_at) })
                    : t("settings.security.used", { when: ago(passkey.last_used_at) })
                }
              >
                <Button
                  aria-label={t("settings.security.passkeyRemove", { name: passkey.name })}
                  onClick={() => setRemoved(passkey)}
                >
                  {t("settings.security.remove")}
                </Button>
              </Item>{" "}
            </li>
          ))}
        </ItemList>
      )}
      {add.isError && <Notice>{wordsFor(add.error)}</Notice>}
      {passkeysWork() ? (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          <TextField
            label={t("settings.security.passkeyName")}
            maxLength={64}
            placeholder={t("settings.security.passkeyDefault")}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Actions>
            <Button type="submit" busy={add.isPending}>
              {t("settings.security.passkeyAdd")}
            </Button>
          </Actions>
        </form>
      ) : (
        <p className={styles.small}>{t("settings.security.passkeysNone")}</p>
      )}
      {removed !== null && (
        <PasswordDialog
          title={t("settings.security.passkeyRemove", { name: removed.name })}
          action={t("settings.security.remove")}
          tone="danger"
          onClose={() => setRemoved(null)}
          onConfirm={async ({ password = "" }) => {
            const params = { path: { passkey_id: removed.id } };
            await unwrap(api.DELETE("/api/auth/passkeys/{passkey_id}", { params, body: { password } }));
            setRemoved(null);
            await fresh();
          }}
        />
      )}
    </Section>
  );
}

function wordsFor(error: Error): string {
  return error instanceof PasskeyAborted ? t("settings.security.passkeyAborted") : Problem.of(error).message;
}
