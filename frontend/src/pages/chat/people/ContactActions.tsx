/** What one can do about a person: write, keep, answer their request, block, report. */
import { Ban, EllipsisVertical, Flag, MessageCircle, UserPlus, UserRoundX } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { Button } from "../../../components/Button";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { Menu, MenuItem } from "../../../components/Menu";
import { Notice } from "../../../components/Notice";
import { useShownName } from "../../../contexts/ChatContext";
import { type Contact, useContactActions } from "../../../contexts/useContacts";
import { t } from "../../../i18n";
import type { Person } from "./ContactPage";
import styles from "./people.module.css";
import { ReportDialog } from "./ReportDialog";
import { useOpenDirect } from "./useOpenDirect";

export function ContactActions({ person, contact }: { person: Person; contact: Contact | undefined }) {
  const [dialog, setDialog] = useState<"block" | "report" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const navigate = useNavigate();
  const openDirect = useOpenDirect((id) => void navigate(`/c/${id}`), setProblem);
  const act = useContactActions(person.id);
  const name = useShownName(person);
  const state = contact?.state ?? "none";
  const blocked = contact?.blocked ?? false;
  const said = problem ?? act.error?.message ?? null;
  return (
    <>
      {said !== null && dialog === null && <Notice>{said}</Notice>}
      {blocked && <Notice tone="info">{t("people.blocked")}</Notice>}
      {!blocked && state === "requested" && <p className={styles.small}>{t("people.requested")}</p>}
      {!blocked && state === "invited" && <p className={styles.small}>{t("people.invited", { name })}</p>}
      <div className={styles.actions}>
        <Button variant="primary" onClick={() => openDirect(person.id)}>
          <MessageCircle aria-hidden />
          {t("people.message")}
        </Button>
        {!blocked && state === "none" && (
          <Button busy={act.isPending} onClick={() => act.mutate("add")}>
            <UserPlus aria-hidden />
            {t("people.add")}
          </Button>
        )}
        {!blocked && state === "requested" && (
          <Button onClick={() => act.mutate("remove")}>{t("people.withdraw")}</Button>
        )}
        {!blocked && state === "invited" && (
          <>
            <Button onClick={() => act.mutate("accept")}>{t("people.accept")}</Button>
            <Button onClick={() => act.mutate("remove")}>{t("people.decline")}</Button>
          </>
        )}
        {blocked && <Button onClick={() => act.mutate({ blocked: false })}>{t("people.unblock")}</Button>}
        <Menu label={t("people.more")} trigger={<EllipsisVertical />} align="end">
          {state === "contact" && (
            <MenuItem icon={<UserRoundX />} onSelect={() => act.mutate("remove")}>
              {t("people.removeContact")}
            </MenuItem>
          )}
          {!blocked && (
            <MenuItem icon={<Ban />} tone="danger" onSelect={() => setDialog("block")}>
              {t("people.block")}
            </MenuItem>
          )}
          <MenuItem icon={<Flag />} tone="danger" onSelect={() => setDialog("report")}>
            {t("people.report")}
          </MenuItem>
        </Menu>
      </div>
      {dialog === "block" && (
        <ConfirmDialog
          title={t("people.blockTitle", { name })}
          action={t("people.block")}
          busy={act.isPending}
          problem={act.error?.message ?? null}
          onConfirm={() => act.mutate({ blocked: true }, { onSuccess: () => setDialog(null) })}
          onClose={() => setDialog(null)}
        >
          <p>{t("people.blockText")}</p>
        </ConfirmDialog>
      )}
      {dialog === "report" && (
        <ReportDialog name={name} about={{ user_id: person.id }} onClose={() => setDialog(null)} />
      )}
    </>
  );
}
