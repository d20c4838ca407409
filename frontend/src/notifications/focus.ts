/**
 * Whether somebody looks at any of this person's tabs. A tab with the focus holds a lock; whoever wants to know asks who
 * holds it, and a tab that is gone holds nothing.
 */

const LOCK = "chat.focused";

/** Keeps the lock while this tab has the focus; gives the way to stop that. */
export function holdFocus(): () => void {
  if (!("locks" in navigator)) return () => undefined;
  let release: AbortController | null = null;
  const follow = () => {
    if (document.hasFocus() === (release !== null)) return;
    release?.abort();
    release = document.hasFocus() ? hold() : null;
  };
  follow();
  addEventListener("focus", follow);
  addEventListener("blur", follow);
  return () => {
    removeEventListener("focus", follow);
    removeEventListener("blur", follow);
    release?.abort();
  };
}

export async function anyTabHasFocus(): Promise<boolean> {
  if (document.hasFocus() || !("locks" in navigator)) return document.hasFocus();
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === LOCK);
}

function hold(): AbortController {
  const release = new AbortController();
  const released = new Promise<void>((resolve) => {
    release.signal.addEventListener("abort", () => resolve());
  });
  void navigator.locks.request(LOCK, { mode: "shared" }, () => released);
  return release;
}
