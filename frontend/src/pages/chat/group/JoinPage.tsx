/** Where a join link leads: what the group is, and the way in. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link2Off } from "lucide-react";
import { useNavigate, useParams } from "react-router";
import { unwrap } from "../../../api/client";
import { Avatar } from "../../../components/Avatar";
import { Button } from "../../../components/Button";
import { EmptyState } from "../../../components/EmptyState";
import { Notice } from "../../../components/Notice";
import { Page } from "../../../components/Page";
import { SkeletonList } from "../../../components/Skeleton";
import { useAuth } from "../../../contexts/AuthContext";
import { useSession } from "../../../contexts/SocketContext";
import { t } from "../../../i18n";
import people from "../people/people.module.css";

const WHERE = "/api/join/{token}";

export default function JoinPage() {
  const { token = "" } = useParams();
  const { api } = useAuth();
  const { store } = useSession();
  const navigate = useNavigate();
  const params = { path: { token } };
  const group = useQuery({
    queryKey: ["join", token],
    queryFn: ({ signal }) => unwrap(api.GET(WHERE, { params, signal })),
  });
  const join = useMutation({
    mutationFn: () => unwrap(api.POST(WHERE, { params })),
    onSuccess: (conversation) => {
      store.dispatch({ type: "local.conversations", conversations: [conversation], isList: false });
      void navigate(`/c/${conversation.id}`, { replace: true });
    },
  });
  const title = group.data?.title ?? "";
  return (
    <Page title={t("group.link")} onBack={() => void navigate("/")}>
      {group.isPending && <SkeletonList label={t("people.loading")} rows={2} />}
      {group.isError && (
        <EmptyState icon={<Link2Off />} title={group.error.message}>
          {t("group.join.gone")}
        </EmptyState>
      )}
      {group.data !== undefined && (
        <div className={people.hero}>
          <Avatar name={title} id={token} src={group.data.avatar_url} size="xl" />
          <p className={people.heroName}>{t("group.join.title", { title })}</p>
          <p className={people.small}>{t("conversation.header.members", { count: group.data.members })}</p>
          {group.data.description !== null && (
            <p className={people.bio} dir="auto">
              {group.data.description}
            </p>
          )}
          {join.isError && <Notice>{join.error.message}</Notice>}
          <div className={people.actions}>
            <Button variant="primary" busy={join.isPending} onClick={() => join.mutate()}>
              {t("group.join.button")}
            </Button>
          </div>
        </div>
      )}
    </Page>
  );
}
