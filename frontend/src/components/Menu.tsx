import { Check } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import styles from "./Menu.module.css";

interface MenuProps {
  /** What the menu is for: the accessible name of its button. */
  label: string;
  /** What the button shows. */
  trigger: ReactNode;
  /** MenuItems and whatever else belongs between them; called with a way to close. */
  children: (close: () => void) => ReactNode;
  /** The edge that it shares with its button, if there is room. */
  align?: Align;
}

type Align = "start" | "end";

/** What a menu takes at least, with some air. */
const ROOM_PX = 192;

/** A menu button as the ARIA practices describe it: arrows move, Esc and a click beside it close, focus comes back. */
export function Menu({ label, trigger, children, align = "start" }: MenuProps) {
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState({ side: "bottom", align });
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    itemsIn(root.current)[0]?.focus();
    const closeOutside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside);
    return () => document.removeEventListener("pointerdown", closeOutside);
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Tab") setOpen(false);
    else if (!moveFocus(event.key, itemsIn(root.current))) return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={root} className={styles.root}>
      <button
        ref={button}
        type="button"
        className={styles.trigger}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={(event) => {
          setPlace(placeWithRoom(event.currentTarget.getBoundingClientRect(), align));
          setOpen(!open);
        }}
      >
        {trigger}
      </button>
      {open && (
        <div
          id={id}
          role="menu"
          tabIndex={-1}
          aria-label={label}
          className={styles.menu}
          data-align={place.align}
          data-side={place.side}
          onKeyDown={onKeyDown}
        >
          {children(close)}
        </div>
      )}
    </div>
  );
}

function placeWithRoom({ top, left, right }: DOMRect, wanted: Align) {
  const hasRoom = wanted === "start" ? left + ROOM_PX <= innerWidth : right >= ROOM_PX;
  const other: Align = wanted === "start" ? "end" : "start";
  return { side: top > innerHeight / 2 ? "top" : "bottom", align: hasRoom ? wanted : other };
}

interface MenuItemProps {
  icon?: ReactNode;
  children: ReactNode;
  onSelect: () => void;
  /** Given, the item is one of several of which one is chosen. */
  checked?: boolean;
  tone?: "plain" | "danger";
}

export function MenuItem({ icon, children, onSelect, checked, tone = "plain" }: MenuItemProps) {
  const role =
    checked === undefined ? { role: "menuitem" } : { role: "menuitemradio", "aria-checked": checked };
  return (
    <button {...role} type="button" tabIndex={-1} className={styles.item} data-tone={tone} onClick={onSelect}>
      {icon}
      <span className={styles.text}>{children}</span>
      {checked && <Check className={styles.check} aria-hidden />}
    </button>
  );
}

function itemsIn(root: HTMLElement | null): HTMLElement[] {
  return Array.from(root?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? []);
}

function moveFocus(key: string, items: HTMLElement[]): boolean {
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[key];
  if (next === undefined || items.length === 0) return false;
  items.at(next % items.length)?.focus();
  return true;
}
