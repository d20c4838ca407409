/** Personal access tokens: for scripts and bots that act in one's name. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Terminal } from "lucide-react";
import { useRef, useState } from "react";
import { unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { Button } from "../../components/Button";
import { CopyField } from "../../components/CopyField";
import { Item, ItemList } from "../../components/Item";
import { Loaded } from "../../components/Loaded";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { Select } from "../../components/Select";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import { useSubmit } from "../../forms/useSubmit";
import { t } from "../../i18n";
import { ago } from "../../i18n/dates";
import styles from "./settings.module.css";

type Token = components["schemas"]["AccessTokenShape"];

const KEY = ["tokens"];

export function TokensSection() {
  const { api } = useAuth();
  const tokens = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await unwrap(api.GET("/api/auth/tokens", { signal }))).items,
  });
  return (
    <>
      <NewToken />
      <Section title={t("settings.tokens.yours")}>
        <Loaded query={tokens}>
          {(items) =>
            items.length === 0 ? (
              <p className={styles.small}>{t("settings.tokens.none")}</p>
            ) : (
              <ItemList label={t("settings.tokens.yours")}>
                {items.map((token) => (
                  <TokenRow key={token.id} token={token} />
                ))}
              </ItemList>
            )
          }
        </Loaded>
      </Section>
    </>
  );
}

function NewToken() {
  const { api } = useAuth();
  const queries = useQueryClient();
  const [scope, setScope] = useState<"read" | "write">("read");
  const [made, setMade] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ name = "" }) => ({ ...(name.trim() === "" && { name: t("settings.tokens.nameMissing") }) }),
    async ({ name = "" }) => {
      const scopes: Token["scopes"] = scope === "read" ? ["read"] : ["read", "write"];
      const { token } = await unwrap(api.POST("/api/auth/tokens", { body: { name: name.trim(), scopes } }));
      setMade(token);
      form.current?.reset();
      await queries.invalidateQueries({ queryKey: KEY });
    },
  );
  return (
    <Section title={t("settings.tokens.title")}>
      <p className={styles.small}>{t("settings.tokens.text")}</p>
      {made !== null && (
        <>
          <Notice tone="done">{t("settings.tokens.created")}</Notice>
          <CopyField label={t("settings.tokens.token")} value={made} />
        </>
      )}
      <form ref={form} className={styles.form} onSubmit={onSubmit} noValidate>
        {problem !== null && <Notice>{problem}</Notice>}
        <TextField label={t("settings.tokens.name")} name="name" maxLength={64} error={errors.name} />
        <Select
          label={t("settings.tokens.scope")}
          value={scope}
          options={[
            ["read", t("settings.tokens.read")],
            ["write", t("settings.tokens.write")],
          ]}
          onChange={setScope}
        />
        <Actions>
          <Button type="submit" busy={busy}>
            {t("settings.tokens.create")}
          </Button>
        </Actions>
      </form>
    </Section>
  );
}

function TokenRow({ token }: { token: Token }) {
  const { api } = useAuth();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () =>
      unwrap(api.DELETE("/api/auth/tokens/{token_id}", { params: { path: { token_id: token.id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const rights = token.scopes.includes("write") ? t("settings.tokens.write") : t("settings.tokens.read");
  const used =
    token.last_used_at === null
      ? t("settings.security.added", { when: ago(token.created_at) })
      : t("settings.security.used", { when: ago(token.last_used_at) });
  return (
    <li>
      <Item
        picture={<Terminal className={styles.icon} aria-hidden />}
        name={token.name}
        small={`${rights} · ${used}`}
        note={revoke.isError && <Notice>{revoke.error.message}</Notice>}
      >
        <Button
          aria-label={t("settings.tokens.remove", { name: token.name })}
          busy={revoke.isPending}
          onClick={() => revoke.mutate()}
        >
          {t("settings.security.remove")}
        </Button>
      </Item>{" "}
    </li>
  );
}
