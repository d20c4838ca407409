import { Check, CheckCheck, CircleAlert, Clock3 } from "lucide-react";
import { t } from "../../i18n";
import type { Tick } from "../../state/selectors";
import styles from "./Ticks.module.css";

export type TickState = Tick | "pending" | "failed";

const ICONS = { pending: Clock3, sent: Check, delivered: CheckCheck, read: CheckCheck, failed: CircleAlert };

export function Ticks({ state }: { state: TickState }) {
  const Icon = ICONS[state];
  const label = t(`chat.ticks.${state}`);
  return (
    <span className={styles.ticks} data-state={state} role="img" aria-label={label} title={label}>
      <Icon aria-hidden />
    </span>
  );
}
