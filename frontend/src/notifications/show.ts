/** A notification of the system. One for each conversation: the newest replaces the one before. */

export interface Notice {
  conversationId: string;
  title: string;
  body: string;
}

/** What the service worker is given to open when it is clicked. */
interface NoticeData {
  path: string;
}

/** `open` is called when it is clicked, with the tab in front. */
export async function showNotice({ conversationId, title, body }: Notice, open: () => void): Promise<void> {
  const data: NoticeData = { path: `/c/${conversationId}` };
  const options = { body, tag: `chat.${conversationId}`, icon: "/icons/192.png", data, silent: true };
  try {
    const notification = new Notification(title, options);
    notification.onclick = () => {
      window.focus();
      notification.close();
      open();
    };
  } catch {
    // Phones show them from a service worker only, which takes the click, too (src/pwa/worker.ts).
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.showNotification(title, options);
  }
}
