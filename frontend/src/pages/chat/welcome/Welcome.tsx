/** What greets somebody without a conversation: the way to the first one; who runs the server is told how to fill it. */
import { MessageCircle, Sparkles, UserPlus, Wand2 } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useNavigate } from "react-router";
import { Button } from "../../../components/Button";
import { CopyField } from "../../../components/CopyField";
import { EmptyState } from "../../../components/EmptyState";
import { PRODUCT_NAME } from "../../../config/product";
import { useAuth } from "../../../contexts/AuthContext";
import { t } from "../../../i18n";
import { NewMessageDialog } from "../people/NewMessageDialog";
import { InvitationLink } from "./InvitationLink";
import styles from "./Welcome.module.css";

const SEED = ".venv/bin/flask seed --users 20 --conversations 30 --messages 3000";

export function Welcome() {
  const { user } = useAuth();
  const [searching, setSearching] = useState(false);
  const navigate = useNavigate();
  const admin = user?.role === "admin";
  // Who just set the server up is alone on it: there, bringing people in comes first.
  const find = (
    <Button variant={admin ? "secondary" : "primary"} onClick={() => setSearching(true)}>
      {t("welcome.find")}
    </Button>
  );
  return (
    <>
      {admin ? (
        <ForAdmin find={find} />
      ) : (
        <EmptyState icon={<Sparkles />} title={t("welcome.title", { product: PRODUCT_NAME })} action={find}>
          {t("welcome.text")}
        </EmptyState>
      )}
      {searching && (
        <NewMessageDialog onClose={() => setSearching(false)} onOpen={(id) => void navigate(`/c/${id}`)} />
      )}
    </>
  );
}

function ForAdmin({ find }: { find: ReactNode }) {
  return (
    <div className={styles.scroller}>
      <div className={styles.column}>
        <h2 className={styles.title}>{t("welcome.admin.title")}</h2>
        <p className={styles.lead}>{t("welcome.admin.text")}</p>
        <Step icon={<UserPlus />} title={t("welcome.invite.title")} text={t("welcome.invite.text")}>
          <InvitationLink />
        </Step>
        <Step icon={<Wand2 />} title={t("welcome.seed.title")} text={t("welcome.seed.text")}>
          <CopyField label={t("welcome.seed.command")} value={SEED} />
        </Step>
        <Step icon={<MessageCircle />} title={t("welcome.talk.title")} text={t("welcome.talk.text")}>
          {find}
        </Step>
      </div>
    </div>
  );
}

interface StepProps {
  icon: ReactNode;
  title: string;
  text: string;
  children: ReactNode;
}

function Step({ icon, title, text, children }: StepProps) {
  const id = useId();
  return (
    <section className={styles.step} aria-labelledby={id}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <div className={styles.words}>
        <h3 id={id} className={styles.name}>
          {title}
        </h3>
        <p className={styles.text}>{text}</p>
        <div className={styles.act}>{children}</div>
      </div>
    </section>
  );
}
