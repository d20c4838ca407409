/** What can be done with the open conversation: see who it is with, keep it in one's own way, and leave a group. */
import { EllipsisVertical, Info, LogOut } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { Menu, MenuItem } from "../../../components/Menu";
import { useChat } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { ConversationMenuItems } from "../sidebar/ConversationMenuItems";
import { LeaveGroupDialog } from "./LeaveGroupDialog";

export function ConversationMenu({ id }: { id: string }) {
  const [leaving, setLeaving] = useState(false);
  const navigate = useNavigate();
  const group = useChat((state) => state.conversations[id]?.info.kind === "group");
  return (
    <>
      <Menu
        label={group ? t("group.menu") : t("group.conversationMenu")}
        trigger={<EllipsisVertical />}
        align="end"
      >
        <MenuItem icon={<Info />} onSelect={() => void navigate(`/c/${id}/info`)}>
          {group ? t("group.info") : t("people.info")}
        </MenuItem>
        <ConversationMenuItems id={id} />
        {group && (
          <MenuItem icon={<LogOut />} tone="danger" onSelect={() => setLeaving(true)}>
            {t("group.leave")}
          </MenuItem>
        )}
      </Menu>
      {leaving && <LeaveGroupDialog id={id} onClose={() => setLeaving(false)} />}
    </>
  );
}
