import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import styles from "./Popover.module.css";
import { type Anchor, placeOf } from "./place";

interface PopoverProps {
  label: string;
  /** What it belongs to, on the screen; on a small touch screen it comes up from the bottom instead. */
  anchor: Anchor;
  onClose: () => void;
  children: ReactNode;
}

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

/** Towards the middle of the window, from whichever edge of the anchor is nearer to it. */
function place(element: HTMLElement, anchor: Anchor): void {
  const edge = (anchor.left + anchor.right) / 2 < innerWidth / 2 ? "left" : "right";
  Object.assign(element.style, placeOf(element, anchor, edge));
}
