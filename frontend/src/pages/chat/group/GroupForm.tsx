import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../../api/client";
import { Button } from "../../../components/Button";
import { Notice } from "../../../components/Notice";
import { Actions, Section } from "../../../components/Page";
import { TextField } from "../../../components/TextField";
import { useAuth } from "../../../contexts/AuthContext";
import { useSubmit } from "../../../forms/useSubmit";
import { t } from "../../../i18n";
import type { Conversation } from "../../../realtime/frames";
import people from "../people/people.module.css";
import { useChangeGroup } from "./useGroup";

/** Name and description. Whoever is faster wins: the other one is told, and nothing is overwritten unseen. */
export function GroupForm({ info }: { info: Conversation }) {
  const change = useChangeGroup(info.id);
  const version = useVersion(info);
  const [saved, setSaved] = useState(false);
  const { onSubmit, busy, problem, errors } = useSubmit(
    ({ title = "" }) => ({ ...(title.trim() === "" && { title: t("group.nameMissing") }) }),
    async ({ title = "", description = "" }) => {
      const changes = {
        title: title.trim(),
        description: description.trim() === "" ? null : description.trim(),
      };
      await change.mutateAsync({ changes, ...(version !== undefined && { etag: version }) });
      setSaved(true);
    },
  );
  return (
    <Section title={t("group.edit")}>
      <form className={people.form} onSubmit={onSubmit} onChange={() => setSaved(false)} noValidate>
        {problem !== null && <Notice>{problem}</Notice>}
        {saved && <Notice tone="done">{t("common.saved")}</Notice>}
        <TextField
          key={`name ${info.title}`}
          label={t("group.name")}
          name="title"
          maxLength={100}
          defaultValue={info.title ?? ""}
          error={errors.title}
        />
        <TextField
          key={`description ${info.description}`}
          label={t("group.description")}
          name="description"
          maxLength={500}
          defaultValue={info.description ?? ""}
          error={errors.description}
        />
        <Actions>
          <Button type="submit" busy={busy}>
            {t("common.save")}
          </Button>
        </Actions>
      </form>
    </Section>
  );
}

/** The version of the group that is on the screen, for as long as its name and description are these. */
function useVersion({ id, title, description }: Conversation): string | undefined {
  const { api } = useAuth();
  const version = useQuery({
    queryKey: ["version", id, title, description],
    queryFn: async ({ signal }) => {
      const params = { path: { conversation_id: id } };
      const answer = await api.GET("/api/conversations/{conversation_id}", { params, signal });
      const read = await unwrap(Promise.resolve(answer));
      // Another one already: what one sees is old, and the frame about it is on its way.
      if (read.title !== title || read.description !== description) return null;
      return answer.response.headers.get("ETag");
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return version.data ?? undefined;
}
