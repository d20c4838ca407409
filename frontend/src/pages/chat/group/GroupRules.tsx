import { Notice } from "../../../components/Notice";
import { Section } from "../../../components/Page";
import { Select } from "../../../components/Select";
import { t } from "../../../i18n";
import type { Conversation } from "../../../realtime/frames";
import { useChangeGroup } from "./useGroup";

const RULES = [
  ["who_may_write", "whoMayWrite"],
  ["who_may_add", "whoMayAdd"],
  ["who_may_rename", "whoMayRename"],
] as const;

/** Who may do what, and what new members see of the past; each change holds at once. */
export function GroupRules({ info }: { info: Conversation }) {
  const change = useChangeGroup(info.id);
  return (
    <Section title={t("group.rules")}>
      {change.isError && <Notice>{change.error.message}</Notice>}
      {RULES.map(([rule, name]) => (
        <Select
          key={rule}
          label={t(`group.${name}`)}
          value={info[rule] ?? "members"}
          options={[
            ["members", t("group.everyMember")],
            ["admins", t("group.admins")],
          ]}
          disabled={change.isPending}
          onChange={(who) => change.mutate({ changes: { [rule]: who } })}
        />
      ))}
      <Select
        label={t("group.history")}
        value={info.history ?? "all"}
        options={[
          ["all", t("group.historyAll")],
          ["joined", t("group.historyJoined")],
        ]}
        disabled={change.isPending}
        onChange={(history) => change.mutate({ changes: { history } })}
      />
    </Section>
  );
}
