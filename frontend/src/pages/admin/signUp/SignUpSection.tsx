/** Who may sign up, and links for those who may. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { Loaded } from "../../../components/Loaded";
import { Notice } from "../../../components/Notice";
import { Section } from "../../../components/Page";
import { Select } from "../../../components/Select";
import { useAuth } from "../../../contexts/AuthContext";
import { t } from "../../../i18n";
import { Invitations } from "./Invitations";
import { NewInvitation } from "./NewInvitation";

type Registration = components["schemas"]["ServerSettingsShape"]["registration"];

const KEY = ["admin", "settings"];
const RULES: readonly Registration[] = ["open", "invited", "closed"];

export function SignUpSection() {
  return (
    <>
      <Rule />
      <NewInvitation />
      <Invitations />
    </>
  );
}

function Rule() {
  const { api } = useAuth();
  const queries = useQueryClient();
  const settings = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => unwrap(api.GET("/api/admin/settings", { signal })),
  });
  const change = useMutation({
    mutationFn: (registration: Registration) =>
      unwrap(api.PATCH("/api/admin/settings", { body: { registration } })),
    onSuccess: (changed) => queries.setQueryData(KEY, changed),
  });
  return (
    <Section title={t("admin.signUp.title")}>
      <Loaded query={settings} rows={1}>
        {({ registration }) => (
          <>
            <Select
              label={t("admin.signUp.rule")}
              hint={t(`admin.signUp.hints.${registration}`)}
              value={registration}
              options={RULES.map((rule) => [rule, t(`admin.signUp.rules.${rule}`)] as const)}
              disabled={change.isPending}
              onChange={(rule) => change.mutate(rule)}
            />
            {change.isError && <Notice>{change.error.message}</Notice>}
          </>
        )}
      </Loaded>
    </Section>
  );
}
