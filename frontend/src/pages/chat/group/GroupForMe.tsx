import { Section } from "../../../components/Page";
import { Select } from "../../../components/Select";
import { Switch } from "../../../components/Switch";
import { t } from "../../../i18n";
import type { Conversation } from "../../../realtime/frames";
import { isMuted } from "../../../state/selectors";
import { FOR_GOOD, useOwnView } from "../sidebar/useOwnView";

/** How one keeps the group for oneself. */
export function GroupForMe({ info }: { info: Conversation }) {
  const keep = useOwnView(info.id);
  return (
    <Section title={t("group.forMe")}>
      <Switch
        label={t("sidebar.muted")}
        checked={isMuted(info)}
        onChange={(muted) => void keep({ muted_until: muted ? FOR_GOOD : null })}
      />
      <Select
        label={t("group.notify")}
        value={info.notify ?? "all"}
        options={[
          ["all", t("group.notifyAll")],
          ["mentions", t("group.notifyMentions")],
          ["nothing", t("group.notifyNothing")],
        ]}
        onChange={(notify) => void keep({ notify })}
      />
    </Section>
  );
}
