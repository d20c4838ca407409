import { Check, CheckCheck, CircleAlert, Clock3 } from "lucide-react";
import type { Tick } from "../../state/selectors";
import styles from "./Ticks.module.css";

export type TickState = Tick | "pending" | "failed";

const SHOWN = {
  pending: { icon: Clock3, label: "Sending" },
  sent: { icon: Check, label: "Sent" },
  delivered: { icon: CheckCheck, label: "Delivered" },
  read: { icon: CheckCheck, label: "Read" },
  failed: { icon: CircleAlert, label: "Not sent" },
};

export function Ticks({ state }: { state: TickState }) {
  const { icon: Icon, label } = SHOWN[state];
  return (
    <span className={styles.ticks} data-state={state} role="img" aria-label={label} title={label}>
      <Icon aria-hidden />
    </span>
  );
}
