/** Whether this browser may show notifications. */

type PermissionState = NotificationPermission | "unsupported";

export function notificationPermission(): PermissionState {
  // Missing on a plain-HTTP address in a local network.
  return "Notification" in globalThis ? Notification.permission : "unsupported";
}

/** Asks the person. Browsers answer "denied" unless a click or a key led here. */
export async function askPermission(): Promise<PermissionState> {
  return "Notification" in globalThis ? Notification.requestPermission() : "unsupported";
}
