/** A group: what it is called, who is in it, what they may do, and the way out. */
import { useState } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { Avatar } from "../../../components/Avatar";
import { Button } from "../../../components/Button";
import { Actions, Page, Section } from "../../../components/Page";
import { useChat } from "../../../contexts/ChatContext";
import { t } from "../../../i18n";
import { peerOf, titleOf } from "../../../state/selectors";
import { Awaited } from "../Awaited";
import { useFetchedConversation } from "../conversation/useFetchedConversation";
import people from "../people/people.module.css";
import { GroupForMe } from "./GroupForMe";
import { GroupForm } from "./GroupForm";
import { GroupRules } from "./GroupRules";
import { JoinLink } from "./JoinLink";
import { LeaveGroupDialog } from "./LeaveGroupDialog";
import { Members } from "./Members";
import { may } from "./rights";

export default function GroupPage() {
  const { conversationId: id = "" } = useParams();
  const navigate = useNavigate();
  const one = useChat((state) => state.conversations[id]);
  const me = useChat((state) => state.me);
  const missing = useFetchedConversation(id, one !== undefined);
  const [leaving, setLeaving] = useState(false);
  if (missing) return <Navigate to="/" replace />;
  if (one === undefined) return <Awaited label={t("people.loading")} rows={6} />;
  const { info } = one;
  if (info.kind === "direct") return <Navigate to={`/people/${peerOf(one, me)?.id ?? me}`} replace />;
  return (
    <Page title={t("group.info")} onBack={() => void navigate(`/c/${id}`)}>
      <div className={people.hero}>
        <Avatar name={titleOf(one, me)} id={id} src={info.avatar_url} size="xl" />
        <p className={people.heroName} dir="auto">
          {titleOf(one, me)}
        </p>
        <p className={people.small}>
          {t("conversation.header.members", { count: info.participant_count ?? info.participants.length })}
        </p>
        {info.description !== null && info.description !== undefined && (
          <p className={people.bio} dir="auto">
            {info.description}
          </p>
        )}
      </div>
      <GroupForMe info={info} />
      <Members info={info} />
      {may(info, me, "rename") && <GroupForm info={info} />}
      {may(info, me, "rule") && <GroupRules info={info} />}
      {may(info, me, "link") && <JoinLink id={id} />}
      <Section title={t("group.leave")}>
        <p className={people.small}>{t("group.leaveText")}</p>
        <Actions>
          <Button variant="danger" onClick={() => setLeaving(true)}>
            {t("group.leave")}
          </Button>
        </Actions>
      </Section>
      {leaving && <LeaveGroupDialog id={id} onClose={() => setLeaving(false)} />}
    </Page>
  );
}
