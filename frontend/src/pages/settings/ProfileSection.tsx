/** How others see one: name, a line about oneself. */
import { useState } from "react";
import { Avatar } from "../../components/Avatar";
import { Button } from "../../components/Button";
import { Item } from "../../components/Item";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { TextField } from "../../components/TextField";
import { useAuth } from "../../contexts/AuthContext";
import { useUpdateMe } from "../../contexts/useSettings";
import { useSubmit } from "../../forms/useSubmit";
import { t } from "../../i18n";
import styles from "./settings.module.css";

export function ProfileSection() {
  const { user } = useAuth();
  const update = useUpdateMe();
  const [saved, setSaved] = useState(false);
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ display_name = "" }) => ({
      ...(display_name.trim() === "" && { display_name: t("settings.profile.nameMissing") }),
    }),
    async ({ display_name = "", bio = "" }) => {
      await update({ display_name: display_name.trim(), bio: bio.trim() === "" ? null : bio.trim() });
      setSaved(true);
    },
  );
  if (user === null) return null;
  return (
    <Section title={t("settings.profile.title")}>
      <Item
        picture={<Avatar name={user.display_name} id={user.id} src={user.avatar_url} size="lg" />}
        name={user.display_name}
        small={<bdi>@{user.username}</bdi>}
      />
      <form className={styles.form} onSubmit={onSubmit} onChange={() => setSaved(false)} noValidate>
        {problem !== null && <Notice>{problem}</Notice>}
        {saved && <Notice tone="done">{t("common.saved")}</Notice>}
        <TextField
          label={t("settings.profile.name")}
          name="display_name"
          autoComplete="name"
          maxLength={64}
          defaultValue={user.display_name}
          error={errors.display_name}
        />
        <TextField
          label={t("settings.profile.bio")}
          hint={t("settings.profile.bioHint")}
          name="bio"
          maxLength={200}
          defaultValue={user.bio ?? ""}
          error={errors.bio}
        />
        <Actions>
          <Button type="submit" variant="primary" busy={busy}>
            {t("common.save")}
          </Button>
        </Actions>
      </form>
    </Section>
  );
}
