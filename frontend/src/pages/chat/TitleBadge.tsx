import { useEffect } from "react";
import { useLocation } from "react-router";
import { PRODUCT_NAME } from "../../config/product";
import { useChat } from "../../contexts/ChatContext";
import { t } from "../../i18n";
import { showBadge } from "../../notifications/favicon";
import { titleOf, totalUnread } from "../../state/selectors";

const SETTLED_MS = 250;
const SETTINGS = [
  "profile",
  "appearance",
  "notifications",
  "privacy",
  "devices",
  "security",
  "account",
  "tokens",
] as const;

/** The tab's title and icon: where one is, and what waits to be read. */
export function TitleBadge() {
  const unread = useChat(totalUnread);
  useEffect(() => {
    // Changing an icon costs the browser some milliseconds, and what one looks at is unread for a moment only.
    const timer = setTimeout(() => showBadge(unread), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [unread]);
  useEffect(() => () => showBadge(0), []);
  const title = [...usePlace(), PRODUCT_NAME].join(" – ");
  return <title>{unread > 0 ? `(${unread}) ${title}` : title}</title>;
}

/** What the page at this address is called, and what it is a part of. */
function usePlace(): string[] {
  const [, page, part = ""] = useLocation().pathname.split("/");
  const conversation = useChat((state) => {
    const one = page === "c" ? state.conversations[part] : undefined;
    return one === undefined ? null : titleOf(one, state.me);
  });
  if (conversation !== null) return [conversation];
  if (page === "people") return [t("people.contacts")];
  if (page === "admin") return [t("admin.title")];
  if (page !== "settings") return [];
  const section = SETTINGS.find((name) => name === part);
  return [...(section === undefined ? [] : [t(`settings.sections.${section}`)]), t("settings.title")];
}
