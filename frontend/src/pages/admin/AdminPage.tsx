/** The server in the hands of those who run it. Moderators see of it what they may do. */
import { Activity, Flag, ScrollText, UserPlus, UsersRound } from "lucide-react";
import { Navigate, useParams } from "react-router";
import { type PagePart, SectionedPage } from "../../components/SectionedPage";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import { AuditSection } from "./AuditSection";
import { AccountsSection } from "./accounts/AccountsSection";
import { LiveSection } from "./live/LiveSection";
import { ReportsSection } from "./ReportsSection";
import { SignUpSection } from "./signUp/SignUpSection";

export default function AdminPage() {
  const { user } = useAuth();
  const { section } = useParams();
  const reports: PagePart = {
    name: "reports",
    title: t("admin.parts.reports"),
    icon: Flag,
    Content: ReportsSection,
  };
  const people: PagePart = {
    name: "people",
    title: t("admin.parts.people"),
    icon: UsersRound,
    Content: AccountsSection,
  };
  if (user === null || user.role === "user") return <Navigate to="/" replace />;
  return (
    <SectionedPage
      title={t("admin.title")}
      label={t("admin.nav")}
      path="/admin"
      chosen={section}
      parts={
        user.role === "moderator"
          ? [reports, people]
          : [
              { name: "live", title: t("admin.parts.live"), icon: Activity, Content: LiveSection },
              people,
              { name: "sign-up", title: t("admin.parts.signUp"), icon: UserPlus, Content: SignUpSection },
              reports,
              { name: "audit", title: t("admin.parts.audit"), icon: ScrollText, Content: AuditSection },
            ]
      }
    />
  );
}
