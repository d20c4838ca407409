/** A new version of the client: when one is there, and how to change to it. */
import { createStore } from "zustand/vanilla";

/** A page that is left open for days hears of a new version, too. */
const LOOK_EVERY_MS = 60 * 60_000;

/** `apply` is null as long as this is the newest version. */
export const updates = createStore<{ apply: (() => void) | null }>(() => ({ apply: null }));

/** Where it can't be had (a plain-HTTP address, a private window), the client works without. */
export async function registerWorker(): Promise<void> {
  const workers = navigator.serviceWorker;
  if (workers === undefined) return;
  reloadWhenReplaced(workers);
  // Nothing at all comes of it in a browser that is told to run none.
  const registration: ServiceWorkerRegistration | undefined = await workers
    .register("/sw.js")
    .catch(() => undefined);
  if (registration === undefined) return;
  offer(registration);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => offer(registration));
  });
  const look = () => void registration.update().catch(() => undefined);
  setInterval(look, LOOK_EVERY_MS);
}

/** The first worker takes its place unasked; one that waits behind another is a new version. */
function offer({ waiting, active }: ServiceWorkerRegistration): void {
  if (waiting === null || active === null) return;
  updates.setState({ apply: () => waiting.postMessage("take-over") });
}

/** In all tabs, whichever of them said so: what was begun is kept, and two versions don't mix. */
function reloadWhenReplaced(workers: ServiceWorkerContainer): void {
  let before = workers.controller;
  workers.addEventListener("controllerchange", () => {
    if (before !== null) location.reload();
    before = workers.controller;
  });
}
