/** The settings, in parts. */
import { Bell, KeyRound, MonitorSmartphone, Palette, Shield, Terminal, User, UserCog } from "lucide-react";
import { useParams } from "react-router";
import { SectionedPage } from "../../components/SectionedPage";
import { t } from "../../i18n";
import { AccountSection } from "./AccountSection";
import { AppearanceSection } from "./AppearanceSection";
import { DevicesSection } from "./DevicesSection";
import { NotificationsSection } from "./NotificationsSection";
import { PrivacySection } from "./PrivacySection";
import { ProfileSection } from "./ProfileSection";
import { SecuritySection } from "./SecuritySection";
import { TokensSection } from "./TokensSection";

export default function SettingsPage() {
  const { section } = useParams();
  return (
    <SectionedPage
      title={t("settings.title")}
      label={t("settings.nav")}
      path="/settings"
      chosen={section}
      parts={[
        { name: "profile", title: t("settings.sections.profile"), icon: User, Content: ProfileSection },
        {
          name: "appearance",
          title: t("settings.sections.appearance"),
          icon: Palette,
          Content: AppearanceSection,
        },
        {
          name: "notifications",
          title: t("settings.sections.notifications"),
          icon: Bell,
          Content: NotificationsSection,
        },
        { name: "privacy", title: t("settings.sections.privacy"), icon: Shield, Content: PrivacySection },
        {
          name: "devices",
          title: t("settings.sections.devices"),
          icon: MonitorSmartphone,
          Content: DevicesSection,
        },
        {
          name: "security",
          title: t("settings.sections.security"),
          icon: KeyRound,
          Content: SecuritySection,
        },
        { name: "account", title: t("settings.sections.account"), icon: UserCog, Content: AccountSection },
        { name: "tokens", title: t("settings.sections.tokens"), icon: Terminal, Content: TokensSection },
      ]}
    />
  );
}
