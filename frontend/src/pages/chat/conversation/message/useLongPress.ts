/** A long press by a finger, or a right click: both ask for what can be done here. */
import { type MouseEvent, type PointerEvent, useEffect, useMemo, useRef } from "react";

const PRESS_MS = 450;
/** More than a finger trembles. */
const MOVED_PX = 10;
/** A finger that comes down so soon after the page moved is there to hold it. */
const MOVING_MS = 200;

let scrolledAt = Number.NEGATIVE_INFINITY;
document.addEventListener("scroll", () => (scrolledAt = performance.now()), { capture: true, passive: true });

export function useLongPress(onPress: (place: DOMRect) => void) {
  const latest = useRef(onPress);
  useEffect(() => {
    latest.current = onPress;
  });
  const press = useMemo(() => new Press((place) => latest.current(place)), []);
  useEffect(() => () => press.cancel(), [press]);
  return press.handlers;
}

class Press {
  readonly #onPress: (place: DOMRect) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #from = { x: 0, y: 0 };
  /** What is under the finger now got there by chance. */
  #holding = false;

  constructor(onPress: (place: DOMRect) => void) {
    this.#onPress = onPress;
  }

  readonly handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      this.cancel();
      this.#holding = performance.now() - scrolledAt < MOVING_MS;
      if (event.pointerType !== "touch" || this.#holding) return;
      const place = event.currentTarget.getBoundingClientRect();
      this.#from = { x: event.clientX, y: event.clientY };
      this.#timer = setTimeout(() => {
        swallowClick();
        this.#onPress(place);
      }, PRESS_MS);
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const moved = Math.hypot(clientX - this.#from.x, clientY - this.#from.y);
      if (moved > MOVED_PX) this.cancel();
    },
    onPointerUp: () => this.cancel(),
    onPointerCancel: () => this.cancel(),
    onContextMenu: (event: MouseEvent<HTMLElement>) => {
      this.cancel();
      // A link and a selection have a menu of the browser's own that one may be after.
      const onLink = (event.target as Element).closest("a") !== null;
      if (onLink || (getSelection()?.isCollapsed === false && !isTouch(event))) return;
      event.preventDefault();
      if (isTouch(event) && this.#holding) return;
      this.#onPress(
        isTouch(event)
          ? event.currentTarget.getBoundingClientRect()
          : new DOMRect(event.clientX, event.clientY, 0, 0),
      );
    },
  };

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The finger goes up where the menu may be by now: that chooses nothing. */
function swallowClick(): void {
  const done = new AbortController();
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
    done.abort();
  };
  const options = { capture: true, signal: done.signal };
  document.addEventListener("click", swallow, options);
  document.addEventListener("pointerdown", () => done.abort(), options);
}

function isTouch(event: MouseEvent): boolean {
  return (event.nativeEvent as Partial<globalThis.PointerEvent>).pointerType === "touch";
}
