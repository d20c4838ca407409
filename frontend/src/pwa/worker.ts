/**
 * The service worker: the client opens at once, and without a network. It keeps the built files and nothing else; what
 * people say is no business of a cache that outlives their sign-out. A new version waits until somebody takes it.
 */
export {};

declare const self: ServiceWorkerGlobalScope;

/** Filled in by the build (vite.config.ts): a name for this version, and its files. */
declare const SHELL: { version: string; files: string[] };

const CACHE = `chat.shell.${SHELL.version}`;
const PAGE = "/";
/** What the server answers by itself, also where it is asked for as a page. */
const NOT_OURS = /^\/(api|ws|metrics|healthz|readyz|docs)(\/|$)/;

self.addEventListener("install", (event) => event.waitUntil(keep()));

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || NOT_OURS.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(keptOrFetched(PAGE, request));
  else if (SHELL.files.includes(pathname)) event.respondWith(keptOrFetched(pathname, request));
});

self.addEventListener("message", ({ data }) => {
  if (data === "take-over") void self.skipWaiting();
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path } = event.notification.data as { path: string };
  event.waitUntil(openAt(path));
});

/** All of a version or nothing: a page never mixes two. The files' names change with their content, but for a few. */
async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.files.map((file) => new Request(file, { cache: "no-cache" })));
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function keptOrFetched(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

async function openAt(path: string): Promise<void> {
  const [first] = await self.clients.matchAll({ type: "window" });
  if (first === undefined) await self.clients.openWindow(path);
  else await (await first.focus()).navigate(path);
}
