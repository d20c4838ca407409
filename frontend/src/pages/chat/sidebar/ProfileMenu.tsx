/** Who is signed in, how the app looks, and the way out. */
import { LogOut, Monitor, Moon, Sun } from "lucide-react";
import type { Me } from "../../../api/credentials";
import { Avatar } from "../../../components/Avatar";
import { Menu, MenuItem } from "../../../components/Menu";
import { useAuth } from "../../../contexts/AuthContext";
import { type Theme, useTheme } from "../../../contexts/ThemeContext";
import styles from "./ProfileMenu.module.css";

const THEMES: { theme: Theme; label: string; icon: typeof Sun }[] = [
  { theme: "light", label: "Light", icon: Sun },
  { theme: "dark", label: "Dark", icon: Moon },
  { theme: "system", label: "Like the system", icon: Monitor },
];

export function ProfileMenu({ user }: { user: Me }) {
  const { signOut } = useAuth();
  const { theme, setTheme } = useTheme();
  return (
    <Menu
      label="Your account"
      trigger={<Avatar name={user.display_name} id={user.id} src={user.avatar_url} size="sm" />}
    >
      {(close) => (
        <>
          <div className={styles.who} role="presentation">
            <Avatar name={user.display_name} id={user.id} src={user.avatar_url} />
            <span className={styles.names}>
              <span className={styles.name}>{user.display_name}</span>
              <span className={styles.username}>@{user.username}</span>
            </span>
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no child of a menu */}
          <div role="group" aria-label="Theme" className={styles.section}>
            {THEMES.map(({ theme: value, label, icon: Icon }) => (
              <MenuItem
                key={value}
                icon={<Icon />}
                checked={theme === value}
                onSelect={() => {
                  setTheme(value);
                  close();
                }}
              >
                {label}
              </MenuItem>
            ))}
          </div>
          <MenuItem icon={<LogOut />} tone="danger" onSelect={() => void signOut()}>
            Sign out
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
