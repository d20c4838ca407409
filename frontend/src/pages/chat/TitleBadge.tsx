import { useEffect } from "react";
import { PRODUCT_NAME } from "../../config/product";
import { useChat } from "../../contexts/ChatContext";
import { showBadge } from "../../notifications/favicon";
import { totalUnread } from "../../state/selectors";

/** The tab's title and icon, with what waits to be read. */
export function TitleBadge() {
  const unread = useChat(totalUnread);
  useEffect(() => {
    showBadge(unread);
    return () => showBadge(0);
  }, [unread]);
  return <title>{unread > 0 ? `(${unread}) ${PRODUCT_NAME}` : PRODUCT_NAME}</title>;
}
