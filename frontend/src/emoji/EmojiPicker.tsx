/**
 * All emoji, to look through and to search. The focus stays in the search field, arrow keys move through the grid, Enter
 * takes: a combobox with a list, as the ARIA practices describe it.
 */
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { VList, type VListHandle } from "virtua";
import { Spinner } from "../components/Spinner";
import { t } from "../i18n";
import type { Emoji } from "./catalogue";
import styles from "./EmojiPicker.module.css";
import { type GridRow, gridOf, moved } from "./rows";
import { searchEmoji } from "./search";
import { ToneChoice, useTone } from "./ToneChoice";
import { type Tone, toned } from "./tones";
import { useEmoji } from "./useEmoji";

const FOUND_AT_MOST = 160;

export default function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const { all, failed } = useEmoji();
  const shown = useMemo(() => (query === "" ? all : searchEmoji(all, query, FOUND_AT_MOST)), [all, query]);
  const rows = useMemo(() => gridOf(shown, query === ""), [shown, query]);
  const list = useRef<VListHandle>(null);
  const id = useId();
  const chosen = shown[at];
  const [tone, setTone] = useTone();
  const pick = (emoji: string) => onPick(toned(emoji, tone));

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && chosen !== undefined) {
      event.preventDefault();
      return pick(chosen.emoji);
    }
    // Left and right belong to the text, until there is none.
    if (query !== "" && (event.key === "ArrowLeft" || event.key === "ArrowRight")) return;
    const next = moved(event.key, at, rows, document.documentElement.dir === "rtl");
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    list.current?.scrollToIndex(rowOf(rows, next), { align: "nearest" });
  };

  return (
    <div className={styles.picker}>
      <input
        className={styles.search}
        // biome-ignore lint/a11y/noAutofocus: it was asked for just now, and closing gives the focus back
        autoFocus
        type="text"
        role="combobox"
        aria-label={t("emoji.search")}
        placeholder={t("emoji.search")}
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${at}`}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
          list.current?.scrollToIndex(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={id} role="listbox" aria-label={t("emoji.all")} className={styles.list}>
        <VList ref={list} data={rows} className={styles.scroller}>
          {(row) =>
            row.type === "group" ? (
              <div key={`group ${row.group}`} className={styles.group} role="presentation">
                {groupName(row.group)}
              </div>
            ) : (
              <Line key={row.from} row={row} id={id} at={at} tone={tone} onPick={pick} onPoint={setAt} />
            )
          }
        </VList>
      </div>
      <div className={styles.foot}>
        <p className={styles.status} role="status">
          {statusOf(all.length > 0, failed, chosen)}
          {all.length === 0 && !failed && <Spinner />}
        </p>
        <ToneChoice tone={tone} onChoose={setTone} />
      </div>
    </div>
  );
}

interface LineProps {
  row: Extract<GridRow, { type: "emoji" }>;
  id: string;
  at: number;
  tone: Tone;
  onPick: (emoji: string) => void;
  onPoint: (at: number) => void;
}

function Line({ row, id, at, tone, onPick, onPoint }: LineProps) {
  return (
    <div className={styles.line} role="presentation">
      {row.emoji.map(({ emoji, name }, column) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is at the search field, which has the arrows and Enter
        <div
          key={emoji}
          id={`${id}-${row.from + column}`}
          role="option"
          aria-selected={row.from + column === at}
          tabIndex={-1}
          aria-label={name}
          className={styles.emoji}
          onPointerMove={() => onPoint(row.from + column)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(emoji)}
        >
          {toned(emoji, tone)}
        </div>
      ))}
    </div>
  );
}

function rowOf(rows: readonly GridRow[], at: number): number {
  return rows.findIndex((row) => row.type === "emoji" && at < row.from + row.emoji.length);
}

function statusOf(loaded: boolean, failed: boolean, chosen: Emoji | undefined): string {
  if (failed) return t("emoji.failed");
  if (!loaded) return "";
  return chosen === undefined ? t("emoji.none") : `:${chosen.shortcodes[0]}:  ${chosen.name}`;
}

function groupName(group: number): string {
  switch (group) {
    case 0:
      return t("emoji.groups.smileys");
    case 1:
      return t("emoji.groups.people");
    case 3:
      return t("emoji.groups.nature");
    case 4:
      return t("emoji.groups.food");
    case 5:
      return t("emoji.groups.travel");
    case 6:
      return t("emoji.groups.activities");
    case 7:
      return t("emoji.groups.objects");
    case 8:
      return t("emoji.groups.symbols");
    default:
      return t("emoji.groups.flags");
  }
}
