/**
 * What one is about in the open conversation, beside what is said in it: the answer or edit under way, where the list is
 * asked to go, and which message the keyboard and the menus are at. Of this tab, and gone when one leaves.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { MessageId, Seq } from "../../../realtime/frames";
import type { MessageRow } from "../rows";

export type Composing =
  | { readonly kind: "message" }
  | { readonly kind: "reply"; readonly messageId: MessageId }
  | { readonly kind: "edit"; readonly messageId: MessageId; readonly content: string };

export interface Goal {
  readonly to: Seq | "latest" | "unread";
  /** Shown briefly by a light, so that one finds it. */
  readonly flash: boolean;
}

export interface Overlay {
  readonly kind: "menu" | "reactions" | "readers" | "report";
  readonly row: MessageRow;
  /** Where on the screen it was asked for. */
  readonly anchor: DOMRect;
}

export interface View {
  readonly composing: Composing;
  readonly goal: Goal | null;
  /** The row that Tab and the arrow keys are at. */
  readonly active: string | null;
  /** The row that is to take the focus once it is there. */
  readonly focus: string | null;
  readonly flashed: string | null;
  readonly overlay: Overlay | null;
}

export type ViewStore = StoreApi<View>;

export function createView(): ViewStore {
  return createStore<View>(() => ({
    composing: { kind: "message" },
    goal: null,
    active: null,
    focus: null,
    flashed: null,
    overlay: null,
  }));
}

export function goTo(view: ViewStore, to: Goal["to"]): void {
  view.setState({ goal: { to, flash: typeof to === "number" } });
}

export function reply(view: ViewStore, messageId: MessageId): void {
  view.setState({ composing: { kind: "reply", messageId } });
}

export function edit(view: ViewStore, messageId: MessageId, content: string): void {
  view.setState({ composing: { kind: "edit", messageId, content } });
}

export function stopComposing(view: ViewStore): void {
  view.setState({ composing: { kind: "message" } });
}
