/**
 * What lies above the list for the message that asked for it: its menu, the emoji to choose from, who has read it, what is
 * wrong with it.
 */
import { lazy, Suspense } from "react";
import { Popover } from "../../../../components/Popover";
import { Spinner } from "../../../../components/Spinner";
import { useChat } from "../../../../contexts/ChatContext";
import { t } from "../../../../i18n";
import { knownIn } from "../../../../state/names";
import { ReportDialog } from "../../people/ReportDialog";
import type { MessageRow } from "../../rows";
import { nameOf } from "../../system";
import { useView, useViewStore } from "../ViewContext";
import type { Overlay } from "../view";
import { MessageMenu } from "./MessageMenu";
import styles from "./MessageOverlays.module.css";
import { ReadersDialog } from "./ReadersDialog";
import { useReact } from "./useReact";

const EmojiPicker = lazy(() => import("../../../../emoji/EmojiPicker"));

export function MessageOverlays({ conversationId }: { conversationId: string }) {
  const overlay = useView((view) => view.overlay);
  if (overlay === null) return null;
  return <Shown key={overlay.kind} overlay={overlay} conversationId={conversationId} />;
}

function Shown({ overlay, conversationId }: { overlay: Overlay; conversationId: string }) {
  const view = useViewStore();
  const react = useReact(conversationId, overlay.row);
  const close = () => view.setState({ overlay: null });
  // The message itself takes the focus: its toolbar may be gone.
  const closeTo = (refocus: boolean) =>
    view.setState({ overlay: null, ...(refocus && { active: overlay.row.key, focus: overlay.row.key }) });
  switch (overlay.kind) {
    case "menu":
      return (
        <MessageMenu
          conversationId={conversationId}
          row={overlay.row}
          anchor={overlay.anchor}
          onClose={closeTo}
        />
      );
    case "reactions":
      return (
        <Popover
          label={t("conversation.reactions.add")}
          anchor={overlay.anchor}
          onClose={() => closeTo(true)}
        >
          <Suspense
            fallback={
              <p className={styles.waiting}>
                <Spinner />
              </p>
            }
          >
            <EmojiPicker
              onPick={(emoji) => {
                closeTo(true);
                react(emoji);
              }}
            />
          </Suspense>
        </Popover>
      );
    case "readers":
      return <ReadersDialog conversationId={conversationId} row={overlay.row} onClose={close} />;
    case "report":
      return <Report conversationId={conversationId} row={overlay.row} onClose={() => closeTo(true)} />;
  }
}

interface ReportProps {
  conversationId: string;
  row: MessageRow;
  onClose: () => void;
}

function Report({ conversationId, row: { messageId, senderId }, onClose }: ReportProps) {
  const name = useChat((state) => nameOf(senderId, knownIn(state.conversations[conversationId]), state.me));
  if (messageId === null) return null;
  return <ReportDialog name={name} about={{ message_id: messageId }} onClose={onClose} />;
}
