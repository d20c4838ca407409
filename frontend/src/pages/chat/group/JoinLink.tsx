import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { noneIfMissing, unwrap } from "../../../api/client";
import { Problem } from "../../../api/problem";
import { Button } from "../../../components/Button";
import { CopyField } from "../../../components/CopyField";
import { Notice } from "../../../components/Notice";
import { Actions, Section } from "../../../components/Page";
import { useAuth } from "../../../contexts/AuthContext";
import { t } from "../../../i18n";
import people from "../people/people.module.css";

const WHERE = "/api/conversations/{conversation_id}/join-link";

/** A link that lets in whoever has it: made, replaced, taken back. */
export function JoinLink({ id }: { id: string }) {
  const { api } = useAuth();
  const queries = useQueryClient();
  const queryKey = ["join-link", id];
  const params = { path: { conversation_id: id } };
  const link = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      unwrap(api.GET(WHERE, { params, signal }))
        .then(({ url }): string | null => url)
        .catch(noneIfMissing),
  });
  const act = useMutation({
    mutationFn: (what: "make" | "revoke") =>
      what === "make"
        ? unwrap(api.POST(WHERE, { params })).then(({ url }): string | null => url)
        : unwrap(api.DELETE(WHERE, { params })).then(() => null),
    onSuccess: (url) => queries.setQueryData(queryKey, url),
  });
  const url = link.data ?? null;
  return (
    <Section title={t("group.link")}>
      {(act.isError || link.isError) && <Notice>{Problem.of(act.error ?? link.error).message}</Notice>}
      {url !== null && <CopyField label={t("group.linkText")} value={url} />}
      {link.data === null && <p className={people.small}>{t("group.linkNone")}</p>}
      <Actions>
        <Button busy={act.isPending} disabled={link.isPending} onClick={() => act.mutate("make")}>
          {url === null ? t("group.linkMake") : t("group.linkRenew")}
        </Button>
        {url !== null && (
          <Button variant="danger" onClick={() => act.mutate("revoke")}>
            {t("group.linkRevoke")}
          </Button>
        )}
      </Actions>
    </Section>
  );
}
