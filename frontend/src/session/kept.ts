/** What this browser keeps of whoever was signed in, besides the credentials. Signing out leaves none of it. */
import { forgetEveryone } from "./cache";

const PREFIX = "chat.";
/** The device's own: how it looks, whoever uses it. */
const OF_THE_DEVICE = new Set(["chat.theme"]);

export async function forgetKept(): Promise<void> {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) {
      if (key.startsWith(PREFIX) && !OF_THE_DEVICE.has(key)) storage.removeItem(key);
    }
  }
  await forgetEveryone();
}
