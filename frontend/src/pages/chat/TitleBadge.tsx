import { useEffect } from "react";
import { PRODUCT_NAME } from "../../config/product";
import { useChat } from "../../contexts/ChatContext";
import { showBadge } from "../../notifications/favicon";
import { totalUnread } from "../../state/selectors";

const SETTLED_MS = 250;

/** The tab's title and icon, with what waits to be read. */
export function TitleBadge() {
  const unread = useChat(totalUnread);
  useEffect(() => {
    // Changing an icon costs the browser some milliseconds, and what one looks at is unread for a moment only.
    const timer = setTimeout(() => showBadge(unread), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [unread]);
  useEffect(() => () => showBadge(0), []);
  return <title>{unread > 0 ? `(${unread}) ${PRODUCT_NAME}` : PRODUCT_NAME}</title>;
}
