/** Where something belongs that opens beside what it is about. */

/** On the screen: a rectangle, or the point that it is when its edges coincide. */
export type Anchor = Pick<DOMRect, "top" | "bottom" | "left" | "right">;

/** The edge that both share, if there is room. */
type Edge = "left" | "right";

const GAP_PX = 6;
/** Kept free around it, so that it never touches the edge of the window. */
const MARGIN_PX = 8;

/** Below the anchor if there is room, else above, and always inside the window; in CSS lengths. */
export function placeOf(
  { offsetWidth: width, offsetHeight: height }: Pick<HTMLElement, "offsetWidth" | "offsetHeight">,
  anchor: Anchor,
  edge: Edge,
): { left: string; top: string } {
  const left = edge === "left" ? anchor.left : anchor.right - width;
  const below = anchor.bottom + GAP_PX;
  const top = below + height + MARGIN_PX <= innerHeight ? below : anchor.top - GAP_PX - height;
  return { left: within(left, innerWidth - width), top: within(top, innerHeight - height) };
}

/** Where both margins can't be kept, the one at the start is. */
function within(wanted: number, room: number): string {
  return `${Math.max(MARGIN_PX, Math.min(wanted, room - MARGIN_PX))}px`;
}
