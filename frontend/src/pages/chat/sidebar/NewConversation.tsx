/** The button that begins something new: a message to one person, or a group. */
import { BookUser, MessageCirclePlus, SquarePen, UsersRound } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { Menu, MenuItem } from "../../../components/Menu";
import { t } from "../../../i18n";
import { NewGroupDialog } from "../people/NewGroupDialog";
import { NewMessageDialog } from "../people/NewMessageDialog";

export function NewConversation({ onOpen }: { onOpen: (conversationId: string) => void }) {
  const [dialog, setDialog] = useState<"message" | "group" | null>(null);
  const navigate = useNavigate();
  const close = () => setDialog(null);
  const opened = (id: string) => {
    close();
    onOpen(id);
  };
  return (
    <>
      <Menu label={t("sidebar.new")} trigger={<SquarePen />} align="end">
        <MenuItem icon={<MessageCirclePlus />} onSelect={() => setDialog("message")}>
          {t("people.newMessage")}
        </MenuItem>
        <MenuItem icon={<UsersRound />} onSelect={() => setDialog("group")}>
          {t("group.new")}
        </MenuItem>
        <MenuItem icon={<BookUser />} onSelect={() => void navigate("/people")}>
          {t("people.contacts")}
        </MenuItem>
      </Menu>
      {dialog === "message" && <NewMessageDialog onClose={close} onOpen={opened} />}
      {dialog === "group" && <NewGroupDialog onClose={close} onOpen={opened} />}
    </>
  );
}
