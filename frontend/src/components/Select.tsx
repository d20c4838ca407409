import { ChevronDown } from "lucide-react";
import { useId } from "react";
import styles from "./Select.module.css";

interface SelectProps<T extends string> {
  label: string;
  hint?: string;
  value: T;
  /** Each choice with its name, in order. */
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
  disabled?: boolean;
}

/** One of a few, by the browser's own list: a phone shows its wheel, a keyboard finds by letters. */
export function Select<T extends string>({
  label,
  hint,
  value,
  options,
  onChange,
  disabled = false,
}: SelectProps<T>) {
  const id = useId();
  return (
    <div className={styles.row}>
      <span className={styles.words}>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <span id={`${id}-hint`} className={styles.hint}>
            {hint}
          </span>
        )}
      </span>
      <span className={styles.box}>
        <select
          id={id}
          className={styles.select}
          value={value}
          disabled={disabled}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(event) => onChange(event.target.value as T)}
        >
          {options.map(([option, name]) => (
            <option key={option} value={option}>
              {name}
            </option>
          ))}
        </select>
        <ChevronDown className={styles.arrow} aria-hidden />
      </span>
    </div>
  );
}
