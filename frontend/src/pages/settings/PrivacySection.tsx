/** What others see of one, and who may do nothing at all. */
import { Notice } from "../../components/Notice";
import { Section } from "../../components/Page";
import { Select } from "../../components/Select";
import { useSettings } from "../../contexts/useSettings";
import { t } from "../../i18n";
import { BlockedPeople } from "./BlockedPeople";

export function PrivacySection() {
  const { settings, change, problem } = useSettings();
  return (
    <>
      <Section title={t("settings.privacy.title")}>
        {problem !== null && <Notice>{problem}</Notice>}
        <Select
          label={t("settings.privacy.seen")}
          value={settings.last_seen ?? "everyone"}
          options={[
            ["everyone", t("settings.privacy.everyone")],
            ["nobody", t("settings.privacy.nobody")],
          ]}
          onChange={(last_seen) => void change({ last_seen })}
        />
      </Section>
      <BlockedPeople />
    </>
  );
}
