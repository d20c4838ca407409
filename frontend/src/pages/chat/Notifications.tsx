/** Calls somebody who looks elsewhere: a tone and a notification, from the one tab that leads. */
import { useEffect } from "react";
import { useNavigate } from "react-router";
import type { Me } from "../../api/credentials";
import { useSession, useWebSocket } from "../../contexts/SocketContext";
import { t } from "../../i18n";
import { anyTabHasFocus, holdFocus } from "../../notifications/focus";
import { notificationPermission } from "../../notifications/permission";
import { showNotice } from "../../notifications/show";
import { playTone } from "../../notifications/tone";
import { isWorthTelling } from "../../notifications/worth";
import type { Entry } from "../../realtime/frames";
import { knownIn } from "../../state/names";
import { titleOf } from "../../state/selectors";
import type { ConversationState } from "../../state/state";
import { nameOf } from "./system";

export function Notifications({ user }: { user: Me }) {
  const session = useSession();
  const navigate = useNavigate();
  const { sound, desktop, preview } = chosenBy(user);
  useEffect(holdFocus, []);
  useWebSocket({
    entry: ({ entry }) => void tell(entry),
  });

  const tell = async (entry: Entry) => {
    const state = session.store.getState();
    if (!session.leads() || !isWorthTelling(state, entry) || (await anyTabHasFocus())) return;
    const one = state.conversations[entry.conversation_id];
    if (one === undefined) return;
    if (sound) playTone();
    if (!desktop || notificationPermission() !== "granted") return;
    const body = preview ? textOf(one, entry, state.me) : t("chat.notification.hidden");
    const notice = { conversationId: one.info.id, title: titleOf(one, state.me), body };
    await showNotice(notice, () => void navigate(`/c/${one.info.id}`));
  };
  return null;
}

function textOf(one: ConversationState, { sender_id, content }: Entry, me: string): string {
  const text = content ?? "";
  if (one.info.kind === "direct") return text;
  return t("sidebar.preview", { name: nameOf(sender_id, knownIn(one), me), text });
}

interface Chosen {
  sound: boolean;
  desktop: boolean;
  preview: boolean;
}

/** All on, but for what this person turned off. */
function chosenBy({ settings }: Me): Chosen {
  const chosen = settings.notifications as Partial<Chosen> | undefined;
  return { sound: true, desktop: true, preview: true, ...chosen };
}
