/** Light, dark or the system's. public/theme.js reads the same key before the first paint. */
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";

export type Theme = "light" | "dark" | "system";

interface ThemeValue {
  theme: Theme;
  setTheme: (theme: Theme) => void;
}

const KEY = "chat.theme";
const ThemeContext = createContext<ThemeValue | null>(null);

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [theme, setState] = useState<Theme>(storedTheme);
  const setTheme = useCallback((next: Theme) => {
    if (next === "system") {
      localStorage.removeItem(KEY);
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem(KEY, next);
      document.documentElement.dataset.theme = next;
    }
    setState(next);
  }, []);
  const value = useMemo(() => ({ theme, setTheme }), [theme, setTheme]);
  return <ThemeContext value={value}>{children}</ThemeContext>;
}

export function useTheme(): ThemeValue {
  const value = useContext(ThemeContext);
  if (value === null) throw new Error("useTheme needs a ThemeProvider around it");
  return value;
}

function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}
