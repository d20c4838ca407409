/** What others see of one, and what they may do; and who may do nothing at all. */
import { Notice } from "../../components/Notice";
import { Section } from "../../components/Page";
import { Select } from "../../components/Select";
import { Switch } from "../../components/Switch";
import { useSettings } from "../../contexts/useSettings";
import { t } from "../../i18n";
import { BlockedPeople } from "./BlockedPeople";

export function PrivacySection() {
  const { settings, change, problem } = useSettings();
  const everyone = ["everyone", t("settings.privacy.everyone")] as const;
  const contacts = ["contacts", t("settings.privacy.contacts")] as const;
  const nobody = ["nobody", t("settings.privacy.nobody")] as const;
  return (
    <>
      <Section title={t("settings.privacy.title")}>
        {problem !== null && <Notice>{problem}</Notice>}
        <Select
          label={t("settings.privacy.seen")}
          value={settings.last_seen ?? "everyone"}
          options={[everyone, contacts, nobody]}
          onChange={(last_seen) => void change({ last_seen })}
        />
        <Select
          label={t("settings.privacy.write")}
          value={settings.who_may_write ?? "everyone"}
          options={[everyone, contacts]}
          onChange={(who_may_write) => void change({ who_may_write })}
        />
        <Select
          label={t("settings.privacy.add")}
          value={settings.who_may_add ?? "everyone"}
          options={[everyone, contacts, nobody]}
          onChange={(who_may_add) => void change({ who_may_add })}
        />
        <Switch
          label={t("settings.privacy.receipts")}
          hint={t("settings.privacy.receiptsHint")}
          checked={settings.read_receipts ?? true}
          onChange={(read_receipts) => void change({ read_receipts })}
        />
        <Switch
          label={t("settings.privacy.requests")}
          checked={settings.contact_requests ?? false}
          onChange={(contact_requests) => void change({ contact_requests })}
        />
      </Section>
      <BlockedPeople />
    </>
  );
}
