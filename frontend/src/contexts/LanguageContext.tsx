/** The page in the language of whoever is signed in, else of the browser. */
import { Fragment, type ReactNode, useEffect, useSyncExternalStore } from "react";
import { language, languageFor, onLanguage, speak } from "../i18n";
import { useAuth } from "./AuthContext";

/** What is inside is mounted anew when the language changes: sentences are made everywhere, also outside of components. */
export function Translated({ children }: { children: ReactNode }) {
  const { user } = useAuth();
  const spoken = useSyncExternalStore(onLanguage, language);
  const wanted = languageFor(user?.locale);
  useEffect(() => {
    void speak(wanted).catch(() => undefined);
  }, [wanted]);
  return <Fragment key={spoken}>{children}</Fragment>;
}
