/** What can be done with a group: see who is in it, and leave it. */
import { EllipsisVertical, LogOut, UsersRound } from "lucide-react";
import { useState } from "react";
import { Menu, MenuItem } from "../../../components/Menu";
import { t } from "../../../i18n";
import { LeaveGroupDialog } from "./LeaveGroupDialog";
import { MembersDialog } from "./MembersDialog";

export function GroupMenu({ id }: { id: string }) {
  const [dialog, setDialog] = useState<"members" | "leave" | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Menu label={t("group.menu")} trigger={<EllipsisVertical />} align="end">
        {(closeMenu) => (
          <>
            <MenuItem
              icon={<UsersRound />}
              onSelect={() => {
                closeMenu();
                setDialog("members");
              }}
            >
              {t("group.members")}
            </MenuItem>
            <MenuItem
              icon={<LogOut />}
              tone="danger"
              onSelect={() => {
                closeMenu();
                setDialog("leave");
              }}
            >
              {t("group.leave")}
            </MenuItem>
          </>
        )}
      </Menu>
      {dialog === "members" && <MembersDialog id={id} onClose={close} />}
      {dialog === "leave" && <LeaveGroupDialog id={id} onClose={close} />}
    </>
  );
}
