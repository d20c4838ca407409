/** What can be done with a group: see who is in it, and leave it. */
import { EllipsisVertical, LogOut, UsersRound } from "lucide-react";
import { useState } from "react";
import { Menu, MenuItem } from "../../../components/Menu";
import { LeaveGroupDialog } from "./LeaveGroupDialog";
import { MembersDialog } from "./MembersDialog";

export function GroupMenu({ id }: { id: string }) {
  const [dialog, setDialog] = useState<"members" | "leave" | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Menu label="Group options" trigger={<EllipsisVertical />} align="end">
        {(closeMenu) => (
          <>
            <MenuItem
              icon={<UsersRound />}
              onSelect={() => {
                closeMenu();
                setDialog("members");
              }}
            >
              Members
            </MenuItem>
            <MenuItem
              icon={<LogOut />}
              tone="danger"
              onSelect={() => {
                closeMenu();
                setDialog("leave");
              }}
            >
              Leave group
            </MenuItem>
          </>
        )}
      </Menu>
      {dialog === "members" && <MembersDialog id={id} onClose={close} />}
      {dialog === "leave" && <LeaveGroupDialog id={id} onClose={close} />}
    </>
  );
}
