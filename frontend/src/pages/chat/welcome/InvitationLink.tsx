import { useMutation } from "@tanstack/react-query";
import { unwrap } from "../../../api/client";
import { Button } from "../../../components/Button";
import { CopyField } from "../../../components/CopyField";
import { Notice } from "../../../components/Notice";
import { useAuth } from "../../../contexts/AuthContext";
import { t } from "../../../i18n";

const PEOPLE = 10;

/** A link to sign up with, made when it is asked for. */
export function InvitationLink() {
  const { api } = useAuth();
  const make = useMutation({
    mutationFn: () => unwrap(api.POST("/api/admin/invitations", { body: { max_uses: PEOPLE, note: null } })),
  });
  if (make.data !== undefined) return <CopyField label={t("welcome.invite.link")} value={make.data.url} />;
  return (
    <>
      {make.isError && <Notice>{make.error.message}</Notice>}
      <Button variant="primary" busy={make.isPending} onClick={() => make.mutate()}>
        {t("welcome.invite.make")}
      </Button>
    </>
  );
}
