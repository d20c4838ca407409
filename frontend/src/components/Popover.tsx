import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import styles from "./Popover.module.css";

interface PopoverProps {
  label: string;
  /** What it belongs to, on the screen; on a small touch screen it comes up from the bottom instead. */
  anchor: DOMRect;
  onClose: () => void;
  children: ReactNode;
}

const GAP_PX = 6;
const MARGIN_PX = 8;

/**
 * Something for a moment beside what it is about, above all else. Esc, Tab and a click beside it close it, and the focus
 * goes back to where it was.
 */
export function Popover({ label, anchor, onClose, children }: PopoverProps) {
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  });

  useLayoutEffect(() => {
    const element = ref.current;
    const before = document.activeElement;
    if (element === null) return;
    // Missing where tests have no browser.
    element.showPopover?.();
    // Again when what is in it has come: it may be loaded only now.
    const observer = new ResizeObserver(() => !isSheet() && place(element, anchor));
    observer.observe(element);
    // After the children: what they focus by themselves comes first.
    if (!element.contains(document.activeElement)) element.focus();
    return () => {
      observer.disconnect();
      if (element.contains(document.activeElement) || document.activeElement === document.body)
        if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [anchor]);

  useEffect(() => {
    const closeBeside = (event: PointerEvent) => {
      if (!ref.current?.contains(event.target as Node)) latest.current();
    };
    document.addEventListener("pointerdown", closeBeside);
    return () => document.removeEventListener("pointerdown", closeBeside);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };

  return (
    <div
      ref={ref}
      popover="manual"
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      className={styles.popover}
      data-role="dialog"
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

function isSheet(): boolean {
  return matchMedia("(pointer: coarse) and (max-width: 719px)").matches;
}

/** Below what it belongs to if there is room, else above, and always on the screen. */
function place(element: HTMLElement, anchor: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = element;
  const rtl = document.documentElement.dir === "rtl";
  const below = anchor.bottom + GAP_PX;
  const fitsBelow = below + height + MARGIN_PX <= innerHeight;
  const top = fitsBelow ? below : anchor.top - GAP_PX - height;
  // Towards the middle of the page, from whichever edge is nearer.
  const fromStart = anchor.left + anchor.width / 2 < innerWidth / 2 !== rtl;
  const left = fromStart !== rtl ? anchor.left : anchor.right - width;
  element.style.top = `${clamp(top, innerHeight - height)}px`;
  element.style.left = `${clamp(left, innerWidth - width)}px`;
}

function clamp(wanted: number, most: number): number {
  return Math.max(MARGIN_PX, Math.min(wanted, most - MARGIN_PX));
}
