/**
 * What the client says, in the language of whoever reads it. English is in the first download and stands in for what
 * another language lacks; the others come when they are wanted.
 *
 * `t` is a plain function, so that sentences can be made anywhere, also far from any component: contexts/LanguageContext
 * mounts the page anew when the language changes, which is rare.
 */
import i18next from "i18next";
import en from "./en";

/** Each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch", ar: "العربية" } as const;
export type Language = keyof typeof LANGUAGES;

const LATER: Record<Exclude<Language, "en">, () => Promise<{ default: object }>> = {
  de: () => import("./de"),
  ar: () => import("./ar"),
};
const RIGHT_TO_LEFT = new Set<Language>(["ar"]);
/** Unicode's isolates: a name in one script leaves the order of a sentence in another alone. */
const ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

void i18next.init({
  lng: "en",
  fallbackLng: "en",
  initAsync: false,
  resources: { en: { translation: en } },
  // React escapes; what is put into a sentence needs something else where sentences run the other way.
  interpolation: { escape: isolated },
});

export const t = i18next.t;

/** Whether there are words for a key that the server's answer made up. */
export function knows(key: string): key is `problem.codes.${keyof typeof en.problem.codes}` {
  return i18next.exists(key);
}

export function language(): Language {
  return i18next.language as Language;
}

/** Changes what `t` says, once the words are here. A language that does not load leaves the one that is spoken. */
export async function speak(next: Language): Promise<void> {
  if (next !== "en" && !i18next.hasResourceBundle(next, "translation")) {
    const { default: words } = await LATER[next]();
    i18next.addResourceBundle(next, "translation", words);
  }
  document.documentElement.lang = next;
  document.documentElement.dir = RIGHT_TO_LEFT.has(next) ? "rtl" : "ltr";
  if (next !== language()) await i18next.changeLanguage(next);
}

/** Calls the listener after each change; gives the way to stop that. */
export function onLanguage(listener: () => void): () => void {
  i18next.on("languageChanged", listener);
  return () => i18next.off("languageChanged", listener);
}

/** The language that somebody set, else the first of their browser's that we speak. */
export function languageFor(setting: unknown): Language {
  const wanted = typeof setting === "string" ? [setting, ...navigator.languages] : navigator.languages;
  return wanted.map(spoken).find((one) => one !== undefined) ?? "en";
}

/** Kept, since each time on the page asks for it. */
let answered: { language: Language; languages: readonly string[]; locale: string } | null = null;

/** What Intl is asked with: the browser's own variety of the language, such as British English. */
export function locale(): string {
  const asked = { language: language(), languages: navigator.languages };
  if (answered?.language !== asked.language || answered.languages !== asked.languages)
    answered = { ...asked, locale: localeOf(asked.language, asked.languages) };
  return answered.locale;
}

function localeOf(wanted: Language, languages: readonly string[]): string {
  const own = languages.find((one) => spoken(one) === wanted && isTag(one)) ?? wanted;
  // One kind of digits on a page: counts in badges are Latin too.
  return new Intl.Locale(own, { numberingSystem: "latn" }).toString();
}

/** A browser on a machine without a language says "en-US@posix", which Intl does not take. */
function isTag(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length > 0;
  } catch {
    return false;
  }
}

function spoken(tag: string): Language | undefined {
  const [first = ""] = tag.toLowerCase().split("-");
  return first in LANGUAGES ? (first as Language) : undefined;
}

function isolated(value: string): string {
  return RIGHT_TO_LEFT.has(language()) ? ISOLATE + value + POP_ISOLATE : value;
}
