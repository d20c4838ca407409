/** Who is signed in, how the app looks, the settings, and the way out. */
import { Gauge, LogOut, Monitor, Moon, Settings, Sun } from "lucide-react";
import { useNavigate } from "react-router";
import type { Me } from "../../../api/credentials";
import { Avatar } from "../../../components/Avatar";
import { Menu, MenuItem } from "../../../components/Menu";
import { useAuth } from "../../../contexts/AuthContext";
import type { Theme } from "../../../contexts/ThemeContext";
import { useThemeSetting } from "../../../contexts/useSettings";
import { t } from "../../../i18n";
import styles from "./ProfileMenu.module.css";

const THEMES: { theme: Theme; icon: typeof Sun }[] = [
  { theme: "light", icon: Sun },
  { theme: "dark", icon: Moon },
  { theme: "system", icon: Monitor },
];

export function ProfileMenu({ user }: { user: Me }) {
  const { signOut } = useAuth();
  const { theme, choose } = useThemeSetting();
  const navigate = useNavigate();
  return (
    <Menu
      label={t("sidebar.account")}
      trigger={<Avatar name={user.display_name} id={user.id} src={user.avatar_url} size="sm" />}
    >
      <div className={styles.who} role="presentation">
        <Avatar name={user.display_name} id={user.id} src={user.avatar_url} />
        <span className={styles.names}>
          <span className={styles.name} dir="auto">
            {user.display_name}
          </span>
          <span className={styles.username}>
            <bdi>@{user.username}</bdi>
          </span>
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no child of a menu */}
      <div role="group" aria-label={t("sidebar.theme")} className={styles.section}>
        {THEMES.map(({ theme: value, icon: Icon }) => (
          <MenuItem key={value} icon={<Icon />} checked={theme === value} onSelect={() => choose(value)}>
            {t(`sidebar.themes.${value}`)}
          </MenuItem>
        ))}
      </div>
      <MenuItem icon={<Settings />} onSelect={() => void navigate("/settings")}>
        {t("settings.title")}
      </MenuItem>
      {user.role !== "user" && (
        <MenuItem icon={<Gauge />} onSelect={() => void navigate("/admin")}>
          {t("admin.title")}
        </MenuItem>
      )}
      <MenuItem icon={<LogOut />} tone="danger" onSelect={() => void signOut()}>
        {t("sidebar.signOut")}
      </MenuItem>
    </Menu>
  );
}
