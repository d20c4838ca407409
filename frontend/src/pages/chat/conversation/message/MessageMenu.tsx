/** What can be done with one message. */
import { Copy, EllipsisVertical, Reply, Trash2 } from "lucide-react";
import { useState } from "react";
import { Menu, MenuItem } from "../../../../components/Menu";
import { t } from "../../../../i18n";
import { useReply } from "../ReplyContext";
import { DeleteMessageDialog } from "./DeleteMessageDialog";

interface MessageMenuProps {
  conversationId: string;
  messageId: string;
  text: string;
  mine: boolean;
}

export function MessageMenu({ conversationId, messageId, text, mine }: MessageMenuProps) {
  const [deleting, setDeleting] = useState(false);
  const { answer } = useReply();
  return (
    <>
      <Menu
        label={t("conversation.menu.label")}
        trigger={<EllipsisVertical />}
        align={mine ? "end" : "start"}
      >
        {(close) => {
          const choosing = (act: () => void) => () => {
            close();
            act();
          };
          return (
            <>
              <MenuItem icon={<Reply />} onSelect={choosing(() => answer(messageId))}>
                {t("conversation.menu.reply")}
              </MenuItem>
              {/* Missing on a plain-HTTP address in a local network. */}
              {navigator.clipboard !== undefined && (
                <MenuItem icon={<Copy />} onSelect={choosing(() => void navigator.clipboard.writeText(text))}>
                  {t("conversation.menu.copy")}
                </MenuItem>
              )}
              {mine && (
                <MenuItem icon={<Trash2 />} tone="danger" onSelect={choosing(() => setDeleting(true))}>
                  {t("conversation.menu.delete")}
                </MenuItem>
              )}
            </>
          );
        }}
      </Menu>
      {deleting && (
        <DeleteMessageDialog
          conversationId={conversationId}
          messageId={messageId}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  );
}
