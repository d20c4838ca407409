import { Search, X } from "lucide-react";
import type { Ref } from "react";
import { t } from "../i18n";
import { IconButton } from "./IconButton";
import styles from "./SearchField.module.css";

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
}

export function SearchField({ label, value, onChange, ref }: SearchFieldProps) {
  return (
    <div className={styles.box}>
      <Search className={styles.icon} aria-hidden />
      <input
        ref={ref}
        type="search"
        className={styles.input}
        aria-label={label}
        placeholder={label}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || value === "") return;
          event.preventDefault();
          event.stopPropagation();
          onChange("");
        }}
      />
      {value !== "" && (
        <IconButton
          label={t("common.clearSearch")}
          icon={<X />}
          className={styles.clear ?? ""}
          onClick={() => onChange("")}
        />
      )}
    </div>
  );
}
