import { useState } from "react";
import { Button } from "../../../components/Button";
import { Notice } from "../../../components/Notice";
import { Actions, Section } from "../../../components/Page";
import { Switch } from "../../../components/Switch";
import { TextField } from "../../../components/TextField";
import { type Contact, useContactActions } from "../../../contexts/useContacts";
import { t } from "../../../i18n";
import styles from "./people.module.css";

/** What one keeps of a contact, for oneself alone: a name, and whether they stand on top. */
export function ContactKept({ contact }: { contact: Contact }) {
  const act = useContactActions(contact.user.id);
  // What was chosen just now shows at once.
  const asked = act.isPending && typeof act.variables === "object" ? act.variables : {};
  const [nickname, setNickname] = useState(contact.nickname ?? "");
  const changed = nickname.trim() !== (contact.nickname ?? "");
  return (
    <Section title={t("group.forMe")}>
      {act.isError && <Notice>{act.error.message}</Notice>}
      <Switch
        label={t("people.favourite")}
        checked={asked.favourite ?? contact.favourite}
        onChange={(favourite) => act.mutate({ favourite })}
      />
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate({ nickname: nickname.trim() === "" ? null : nickname.trim() });
        }}
      >
        <TextField
          label={t("people.nickname")}
          hint={t("people.nicknameHint")}
          maxLength={64}
          value={nickname}
          onChange={(event) => setNickname(event.target.value)}
        />
        {changed && (
          <Actions>
            <Button type="submit" busy={act.isPending}>
              {t("common.save")}
            </Button>
          </Actions>
        )}
      </form>
    </Section>
  );
}
