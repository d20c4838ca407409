import { Check } from "lucide-react";
import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import styles from "./Menu.module.css";
import { type Anchor, placeOf } from "./place";

interface MenuProps {
  /** What the menu is for: the accessible name of its button. */
  label: string;
  /** What the button shows. */
  trigger: ReactNode;
  /** MenuItems and whatever else belongs between them. */
  children: ReactNode;
  /** The edge that it shares with its button, if there is room. */
  align?: Align;
}

type Align = "start" | "end";

/** A menu button as the ARIA practices describe it: arrows move, Esc and a click beside it close, focus comes back. */
export function Menu({ label, trigger, children, align = "start" }: MenuProps) {
  const [anchor, setAnchor] = useState<Anchor | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = useCallback((refocus: boolean) => {
    setAnchor(null);
    if (refocus) button.current?.focus();
  }, []);
  return (
    <div className={styles.root}>
      <button
        ref={button}
        type="button"
        className={styles.trigger}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor === null ? undefined : id}
        onClick={(event) => {
          setAnchor(anchor === null ? event.currentTarget.getBoundingClientRect() : null);
        }}
      >
        {trigger}
      </button>
      {anchor !== null && (
        <MenuPanel id={id} label={label} anchor={anchor} align={align} owner={button} onClose={close}>
          {children}
        </MenuPanel>
      )}
    </div>
  );
}

interface MenuPanelProps {
  id?: string;
  label: string;
  anchor: Anchor;
  align?: Align;
  /** The button that opened it, whose clicks are its own affair. */
  owner?: { current: HTMLElement | null };
  /** `refocus`: whether the focus should go back to where it came from. */
  onClose: (refocus: boolean) => void;
  children: ReactNode;
}

const CloseContext = createContext<() => void>(() => undefined);

/** Closes the menu around it, which gives the focus back: before what was chosen takes it elsewhere. */
export function useCloseMenu(): () => void {
  return useContext(CloseContext);
}

/** The menu itself, above everything and inside the window. Mounted means open. */
export function MenuPanel({ id, label, anchor, align = "start", owner, onClose, children }: MenuPanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = panel.current;
    if (menu === null) return;
    // In the top layer no list that scrolls can cut it off; an old browser shows it in its place all the same.
    menu.showPopover?.();
    const rightToLeft = getComputedStyle(menu).direction === "rtl";
    const edge = (align === "start") === rightToLeft ? "right" : "left";
    Object.assign(menu.style, placeOf(menu, anchor, edge));
    itemsIn(menu)[0]?.focus();
  }, [anchor, align]);
  useEffect(() => {
    const closeOutside = (event: Event) => {
      const target = event.target as Node;
      if (!panel.current?.contains(target) && !owner?.current?.contains(target)) onClose(false);
    };
    const closeAway = () => onClose(false);
    document.addEventListener("pointerdown", closeOutside);
    addEventListener("resize", closeAway);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      removeEventListener("resize", closeAway);
    };
  }, [owner, onClose]);

  const close = () => onClose(true);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Tab") onClose(false);
    else if (!moveFocus(event.key, itemsIn(panel.current))) return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={panel}
      id={id}
      role="menu"
      tabIndex={-1}
      aria-label={label}
      popover="manual"
      className={styles.menu}
      onKeyDown={onKeyDown}
    >
      <CloseContext value={close}>{children}</CloseContext>
    </div>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  children: ReactNode;
  /** Called once the menu is closed. */
  onSelect: () => void;
  /** Given, the item is one of several of which one is chosen. */
  checked?: boolean;
  tone?: "plain" | "danger";
}

export function MenuItem({ icon, children, onSelect, checked, tone = "plain" }: MenuItemProps) {
  const close = useCloseMenu();
  const choose = () => {
    close();
    onSelect();
  };
  const role =
    checked === undefined ? { role: "menuitem" } : { role: "menuitemradio", "aria-checked": checked };
  return (
    <button {...role} type="button" tabIndex={-1} className={styles.item} data-tone={tone} onClick={choose}>
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
