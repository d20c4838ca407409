/** Who is in a group, and as what; and what one may do about each of them. */
import { useMutation } from "@tanstack/react-query";
import { EllipsisVertical, UserPlus } from "lucide-react";
import { useState } from "react";
import { Avatar } from "../../../components/Avatar";
import { Button } from "../../../components/Button";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { Item } from "../../../components/Item";
import { Menu, MenuItem } from "../../../components/Menu";
import { Notice } from "../../../components/Notice";
import { Actions, Section } from "../../../components/Page";
import { useChat, useShownName } from "../../../contexts/ChatContext";
import { useSession } from "../../../contexts/SocketContext";
import { t } from "../../../i18n";
import type { Conversation, Participant } from "../../../realtime/frames";
import { isWhole } from "../../../state/conversations";
import { shownName } from "../../../state/names";
import { presenceOf } from "../../../state/selectors";
import { AddMembersDialog } from "./AddMembersDialog";
import styles from "./Members.module.css";
import { may, mayRemove } from "./rights";
import { useMembers } from "./useGroup";

const RANK = { owner: 0, admin: 1, member: 2 };

type Asked = { what: "remove" | "owner"; member: Participant };

export function Members({ info }: { info: Conversation }) {
  const me = useChat((state) => state.me);
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { loader } = useSession();
  // They are asked for when the page opens: this is for those who came since, or when that failed.
  const load = useMutation({ mutationFn: () => loader.loadMembers(info.id, { again: true }) });
  const change = useMembers(info.id);
  const sorted = [...info.participants].sort(
    (a, b) => RANK[a.role] - RANK[b.role] || shownName(a.user).localeCompare(shownName(b.user)),
  );
  const done = { onSuccess: () => setAsked(null) };
  return (
    <Section title={t("group.members")}>
      {change.isError && asked === null && <Notice>{change.error.message}</Notice>}
      {may(info, me, "add") && (
        <Actions>
          <Button onClick={() => setAdding(true)}>
            <UserPlus aria-hidden />
            {t("group.addMembers")}
          </Button>
        </Actions>
      )}
      <ul aria-label={t("group.members")} className={styles.list}>
        {sorted.map((member) => (
          <Member
            key={member.user.id}
            member={member}
            info={info}
            onAppoint={(role) => change.mutate({ user: member.user.id, role })}
            onAsk={(what) => setAsked({ what, member })}
          />
        ))}
      </ul>
      {load.isError && <Notice>{load.error.message}</Notice>}
      {!isWhole(info) && (
        <Button busy={load.isPending} onClick={() => load.mutate()}>
          {t("group.all")}
        </Button>
      )}
      {adding && <AddMembersDialog info={info} onClose={() => setAdding(false)} />}
      {asked !== null && (
        <Sure
          asked={asked}
          busy={change.isPending}
          problem={change.error?.message ?? null}
          onConfirm={() =>
            change.mutate(
              { user: asked.member.user.id, role: asked.what === "remove" ? null : "owner" },
              done,
            )
          }
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}

interface MemberProps {
  member: Participant;
  info: Conversation;
  onAppoint: (role: Participant["role"]) => void;
  onAsk: (what: Asked["what"]) => void;
}

function Member({ member, info, onAppoint, onAsk }: MemberProps) {
  const { user, role } = member;
  const name = useShownName(user);
  const me = useChat((state) => state.me);
  const online = useChat((state) => presenceOf(state, user)?.status === "online");
  const appoints = may(info, me, "appoint") && user.id !== me;
  const removes = mayRemove(info, me, member);
  return (
    <li className={styles.member}>
      <Item
        oneLine
        picture={<Avatar name={name} id={user.id} src={user.avatar_url} online={online} />}
        name={user.id === me ? t("group.youAre", { name }) : name}
        to={`/people/${user.id}`}
        small={<bdi>@{user.username}</bdi>}
      >
        {role !== "member" && <span className={styles.role}>{t(`group.roles.${role}`)}</span>}
        {(appoints || removes) && (
          <Menu label={t("group.memberMenu", { name })} trigger={<EllipsisVertical />} align="end">
            {appoints && (
              <>
                <MenuItem onSelect={() => onAppoint(role === "admin" ? "member" : "admin")}>
                  {role === "admin" ? t("group.makeMember") : t("group.makeAdmin")}
                </MenuItem>
                <MenuItem onSelect={() => onAsk("owner")}>{t("group.makeOwner")}</MenuItem>
              </>
            )}
            {removes && (
              <MenuItem tone="danger" onSelect={() => onAsk("remove")}>
                {t("group.removeMember")}
              </MenuItem>
            )}
          </Menu>
        )}
      </Item>{" "}
    </li>
  );
}

interface SureProps {
  asked: Asked;
  busy: boolean;
  problem: string | null;
  onConfirm: () => void;
  onClose: () => void;
}

function Sure({ asked: { what, member }, ...rest }: SureProps) {
  const name = useShownName(member.user);
  return what === "remove" ? (
    <ConfirmDialog title={t("group.removeTitle", { name })} action={t("group.removeMember")} {...rest}>
      <p>{t("group.removeText", { name })}</p>
    </ConfirmDialog>
  ) : (
    <ConfirmDialog title={t("group.makeOwnerTitle", { name })} action={t("group.makeOwner")} {...rest}>
      <p>{t("group.makeOwnerText", { name })}</p>
    </ConfirmDialog>
  );
}
