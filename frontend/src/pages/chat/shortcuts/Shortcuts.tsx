/** The keys that work anywhere in the chat, and the dialogs that some of them open. */
import { lazy, Suspense, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useSession } from "../../../contexts/SocketContext";
import { neighbour } from "./neighbour";

const Switcher = lazy(() => import("./Switcher"));
const ShortcutsHelp = lazy(() => import("./ShortcutsHelp"));

const TAKES_CHARACTERS =
  "input, textarea, select, dialog, [role=dialog], [role=menu], [role=listbox], [role=grid]";

export function Shortcuts({ open }: { open: string | null }) {
  const [dialog, setDialog] = useState<"switcher" | "help" | null>(null);
  const { store } = useSession();
  const navigate = useNavigate();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const wanted = meaningOf(event);
      // A dialog that is open keeps the keys to itself.
      if (event.isComposing || document.querySelector("dialog[open]") !== null) return;
      if (wanted === null) return isWriting(event) ? focusComposer() : undefined;
      event.preventDefault();
      if (wanted === "switcher" || wanted === "help") return setDialog(wanted);
      const next = neighbour(store.getState(), open, wanted.step, wanted);
      if (next !== null) void navigate(`/c/${next}`);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [store, open, navigate]);
  const close = () => setDialog(null);
  return (
    <Suspense>
      {dialog === "switcher" && <Switcher onClose={close} />}
      {dialog === "help" && <ShortcutsHelp onClose={close} />}
    </Suspense>
  );
}

/** A character that nobody else has taken, typed where no characters go. The space is left to buttons and to scrolling. */
function isWriting(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === " " || Array.from(event.key).length !== 1) return false;
  return !(event.target instanceof Element && event.target.closest(TAKES_CHARACTERS) !== null);
}

/** While the key is still going down: its character lands there. */
function focusComposer(): void {
  document.querySelector<HTMLElement>("[data-composer]")?.focus();
}

type Meaning = "switcher" | "help" | { step: 1 | -1; unreadOnly: boolean };

function meaningOf(event: KeyboardEvent): Meaning | null {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (command && event.key.toLowerCase() === "k") return "switcher";
  if (command && event.key === "/") return "help";
  if (!event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.key === "ArrowDown") return { step: 1, unreadOnly: event.shiftKey };
  if (event.key === "ArrowUp") return { step: -1, unreadOnly: event.shiftKey };
  return null;
}
