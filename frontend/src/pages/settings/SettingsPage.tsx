/** The settings: their parts on one side, the chosen one beside them; on a narrow screen one of them at a time. */
import {
  Bell,
  ChevronRight,
  KeyRound,
  MonitorSmartphone,
  Palette,
  Shield,
  Terminal,
  User,
  UserCog,
} from "lucide-react";
import type { ComponentType } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { Page } from "../../components/Page";
import { t } from "../../i18n";
import { AccountSection } from "./AccountSection";
import { AppearanceSection } from "./AppearanceSection";
import { DevicesSection } from "./DevicesSection";
import { NotificationsSection } from "./NotificationsSection";
import { PrivacySection } from "./PrivacySection";
import { ProfileSection } from "./ProfileSection";
import { SecuritySection } from "./SecuritySection";
import styles from "./SettingsPage.module.css";
import { TokensSection } from "./TokensSection";

const SECTIONS = {
  profile: { icon: User, Content: ProfileSection },
  appearance: { icon: Palette, Content: AppearanceSection },
  notifications: { icon: Bell, Content: NotificationsSection },
  privacy: { icon: Shield, Content: PrivacySection },
  devices: { icon: MonitorSmartphone, Content: DevicesSection },
  security: { icon: KeyRound, Content: SecuritySection },
  account: { icon: UserCog, Content: AccountSection },
  tokens: { icon: Terminal, Content: TokensSection },
} satisfies Record<string, { icon: ComponentType; Content: ComponentType }>;

type SectionName = keyof typeof SECTIONS;
const NAMES = Object.keys(SECTIONS) as SectionName[];

export default function SettingsPage() {
  const { section } = useParams();
  const navigate = useNavigate();
  const chosen = NAMES.find((name) => name === section);
  const { Content } = SECTIONS[chosen ?? "profile"];
  return (
    <div className={styles.settings} data-chosen={chosen !== undefined}>
      <div className={styles.nav}>
        <Page title={t("settings.title")} onBack={() => void navigate("/")}>
          <nav aria-label={t("settings.nav")}>
            <ul className={styles.list}>
              {NAMES.map((name) => (
                <SectionLink key={name} name={name} shown={name === (chosen ?? "profile")} />
              ))}
            </ul>
          </nav>
        </Page>
      </div>
      <div className={styles.content}>
        <Page
          key={chosen}
          title={t(`settings.sections.${chosen ?? "profile"}`)}
          onBack={() => void navigate("/settings")}
        >
          <Content />
        </Page>
      </div>
    </div>
  );
}

function SectionLink({ name, shown }: { name: SectionName; shown: boolean }) {
  const { icon: Icon } = SECTIONS[name];
  return (
    <li>
      <Link to={`/settings/${name}`} className={styles.link} aria-current={shown ? "page" : undefined}>
        <Icon aria-hidden />
        <span className={styles.name}>{t(`settings.sections.${name}`)}</span>
        <ChevronRight className={`${styles.arrow} turns`} aria-hidden />
      </Link>
    </li>
  );
}
