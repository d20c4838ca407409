import { PRODUCT_NAME } from "../../config/product";
import { useChat } from "../../contexts/ChatContext";
import { totalUnread } from "../../state/selectors";

/** The tab's title, with what waits to be read. */
export function TitleBadge() {
  const unread = useChat(totalUnread);
  return <title>{unread > 0 ? `(${unread}) ${PRODUCT_NAME}` : PRODUCT_NAME}</title>;
}
