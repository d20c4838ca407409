/** The button that begins something new: a message to one person, or a group. */
import { MessageCirclePlus, SquarePen, UsersRound } from "lucide-react";
import { useState } from "react";
import { Menu, MenuItem } from "../../../components/Menu";
import { NewGroupDialog } from "../people/NewGroupDialog";
import { NewMessageDialog } from "../people/NewMessageDialog";

export function NewConversation({ onOpen }: { onOpen: (conversationId: string) => void }) {
  const [dialog, setDialog] = useState<"message" | "group" | null>(null);
  const close = () => setDialog(null);
  const opened = (id: string) => {
    close();
    onOpen(id);
  };
  return (
    <>
      <Menu label="New conversation" trigger={<SquarePen />} align="end">
        {(closeMenu) => (
          <>
            <MenuItem
              icon={<MessageCirclePlus />}
              onSelect={() => {
                closeMenu();
                setDialog("message");
              }}
            >
              New message
            </MenuItem>
            <MenuItem
              icon={<UsersRound />}
              onSelect={() => {
                closeMenu();
                setDialog("group");
              }}
            >
              New group
            </MenuItem>
          </>
        )}
      </Menu>
      {dialog === "message" && <NewMessageDialog onClose={close} onOpen={opened} />}
      {dialog === "group" && <NewGroupDialog onClose={close} onOpen={opened} />}
    </>
  );
}
