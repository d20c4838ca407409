/** What calls one, on all devices, and whether this browser may. */
import { useState } from "react";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { Switch } from "../../components/Switch";
import { useSettings } from "../../contexts/useSettings";
import { t } from "../../i18n";
import { askPermission, notificationPermission } from "../../notifications/permission";
import styles from "./settings.module.css";

const CHOICES = ["sound", "desktop", "preview"] as const;

export function NotificationsSection() {
  const { settings, change, problem } = useSettings();
  const [permission, setPermission] = useState(notificationPermission);
  const chosen = settings.notifications ?? {};
  return (
    <>
      <Section title={t("settings.notifications.title")}>
        {problem !== null && <Notice>{problem}</Notice>}
        {CHOICES.map((name) => (
          <Switch
            key={name}
            label={t(`settings.notifications.${name}`)}
            checked={chosen[name] ?? true}
            disabled={name === "preview" && chosen.desktop === false}
            onChange={(on) => void change({ notifications: { ...chosen, [name]: on } })}
          />
        ))}
      </Section>
      <Section title={t("settings.notifications.browser")}>
        <p className={styles.small} role="status">
          {t(`settings.notifications.${permission}`)}
        </p>
        {permission === "default" && (
          <Actions>
            <Button onClick={() => void askPermission().then(setPermission)}>
              {t("settings.notifications.ask")}
            </Button>
          </Actions>
        )}
      </Section>
    </>
  );
}
