/** The tab's icon, with how much is unread. */

const PLAIN = "/icon.svg";

/** The address of the icon for a count; 0 is the plain one. */
export function faviconFor(unread: number): string {
  if (unread === 0) return PLAIN;
  const text = unread > 99 ? "99+" : String(unread);
  const width = [14, 20, 25][text.length - 1] ?? 25;
  const badge =
    `<rect x="${32 - width}" y="0" width="${width}" height="17" rx="8.5" fill="#d1313d"/>` +
    `<text x="${32 - width / 2}" y="13" font-family="system-ui,sans-serif" font-size="13" font-weight="700" ` +
    `text-anchor="middle" fill="#fff">${text}</text>`;
  return `data:image/svg+xml,${encodeURIComponent(SHAPE.replace("</svg>", `${badge}</svg>`))}`;
}

/** As public/icon.svg draws it. */
const SHAPE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#4a55c8"/>' +
  '<path d="M9 10.5A2.5 2.5 0 0 1 11.5 8h9a2.5 2.5 0 0 1 2.5 2.5v6a2.5 2.5 0 0 1-2.5 2.5H16l-4.2 3.9c-.5.5-1.3.1-1.3-.6V19A2.5 2.5 0 0 1 9 16.5z" fill="#fff"/></svg>';

/** Puts it into the page, and on the icon of the installed app where there is one. */
export function showBadge(unread: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = faviconFor(unread);
  if (link !== null && link.getAttribute("href") !== href) link.href = href;
  if (!("setAppBadge" in navigator)) return;
  void (unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => undefined);
}
