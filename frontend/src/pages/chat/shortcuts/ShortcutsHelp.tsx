/** What the keyboard can do, in a list. */
import { Dialog } from "../../../components/Dialog";
import { t } from "../../../i18n";
import styles from "./ShortcutsHelp.module.css";

const MAC = /mac|iphone|ipad/i.test(navigator.userAgent);
const COMMAND = MAC ? "⌘" : "Ctrl";
const ALT = MAC ? "⌥" : "Alt";

const GOING = [
  ["switcher", [COMMAND, "K"]],
  ["next", [ALT, "↓"]],
  ["previous", [ALT, "↑"]],
  ["nextUnread", [ALT, "⇧", "↓"]],
  ["previousUnread", [ALT, "⇧", "↑"]],
  ["help", [COMMAND, "/"]],
] as const;
const WRITING = [
  ["send", ["Enter"]],
  ["break", ["⇧", "Enter"]],
  ["edit", ["↑"]],
  ["escape", ["Esc"]],
] as const;

export default function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t("shortcuts.title")} onClose={onClose}>
      <h3 className={styles.heading}>{t("shortcuts.go")}</h3>
      <Keys list={GOING} />
      <h3 className={styles.heading}>{t("shortcuts.write")}</h3>
      <Keys list={WRITING} />
    </Dialog>
  );
}

function Keys({ list }: { list: typeof GOING | typeof WRITING }) {
  return (
    <dl className={styles.list}>
      {list.map(([name, keys]) => (
        <div key={name} className={styles.row}>
          <dt>{t(`shortcuts.${name}`)}</dt>
          <dd dir="ltr">
            {keys.map((key) => (
              <kbd key={key} className={styles.key}>
                {key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
