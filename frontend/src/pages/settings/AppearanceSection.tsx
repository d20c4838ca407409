/** How the client looks, and which language it speaks; kept with the account, so on every device. */
import { useState } from "react";
import { Problem } from "../../api/problem";
import { Notice } from "../../components/Notice";
import { Section } from "../../components/Page";
import { Select } from "../../components/Select";
import { useAuth } from "../../contexts/AuthContext";
import type { Theme } from "../../contexts/ThemeContext";
import { useThemeSetting, useUpdateMe } from "../../contexts/useSettings";
import { LANGUAGES, type Language, languageFor, t } from "../../i18n";

const THEMES: readonly Theme[] = ["system", "light", "dark"];
const BROWSER = "browser";

export function AppearanceSection() {
  const { user } = useAuth();
  const update = useUpdateMe();
  const [problem, setProblem] = useState<string | null>(null);
  const { theme, choose, problem: themeProblem } = useThemeSetting();
  const chooseLanguage = (next: Language | typeof BROWSER) => {
    setProblem(null);
    update({ locale: next === BROWSER ? null : next }).catch((error: unknown) =>
      setProblem(Problem.of(error).message),
    );
  };
  const languages = Object.entries(LANGUAGES) as [Language, string][];
  const ofBrowser = t("settings.appearance.browser", { language: LANGUAGES[languageFor(null)] });
  return (
    <Section title={t("settings.appearance.title")}>
      {(problem ?? themeProblem) !== null && <Notice>{problem ?? themeProblem}</Notice>}
      <Select
        label={t("settings.appearance.theme")}
        value={theme}
        options={THEMES.map((one) => [one, t(`sidebar.themes.${one}`)] as const)}
        onChange={choose}
      />
      <Select<Language | typeof BROWSER>
        label={t("settings.appearance.language")}
        value={languages.find(([language]) => language === user?.locale)?.[0] ?? BROWSER}
        options={[[BROWSER, ofBrowser], ...languages]}
        onChange={chooseLanguage}
      />
    </Section>
  );
}
