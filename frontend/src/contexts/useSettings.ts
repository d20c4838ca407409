/** Changes one's own profile and settings: on the server, and in what this device keeps of them. */
import { useCallback, useEffect, useState } from "react";
import { unwrap } from "../api/client";
import { Problem } from "../api/problem";
import type { components } from "../api/schema";
import { useAuth } from "./AuthContext";
import { type Theme, useTheme } from "./ThemeContext";

type Changes = components["schemas"]["Profile"];
export type Settings = NonNullable<Changes["settings"]>;

export function useUpdateMe(): (changes: Changes) => Promise<void> {
  const { api, credentials } = useAuth();
  return useCallback(
    async (changes) => {
      const user = await unwrap(api.PATCH("/api/users/me", { body: changes }));
      const held = credentials.get();
      if (held !== null) credentials.set({ ...held, user });
    },
    [api, credentials],
  );
}

/** A setting that changes at once, and back again with a word about it when the server doesn't take it. */
export function useSettings() {
  const { user } = useAuth();
  const update = useUpdateMe();
  const [wanted, setWanted] = useState<Settings>({});
  const [problem, setProblem] = useState<string | null>(null);
  const change = async (changes: Settings) => {
    setProblem(null);
    setWanted((before) => ({ ...before, ...changes }));
    try {
      await update({ settings: changes });
    } catch (error) {
      setProblem(Problem.of(error).message);
    }
    setWanted({});
  };
  const settings: Settings = { ...user?.settings, ...wanted };
  return { settings, change, problem };
}

/** The theme, which goes with the account: chosen here it holds on every device, from when that one next hears of it. */
export function useThemeSetting(): { theme: Theme; choose: (theme: Theme) => void; problem: string | null } {
  const { theme, setTheme } = useTheme();
  const { change, problem } = useSettings();
  const choose = (next: Theme) => {
    setTheme(next);
    void change({ theme: next });
  };
  return { theme, choose, problem };
}

/** What this device last heard of the account's theme, and whose it was. */
const HEARD = "chat.theme.heard";

/**
 * Follows what was chosen on another device. What the account said before is no news: the server may not have heard yet
 * of what was chosen here, and a reload must not take that back.
 */
export function useThemeOfAccount(): void {
  const { user } = useAuth();
  const { setTheme } = useTheme();
  const chosen = user?.settings.theme;
  const heard = `${user?.id} ${chosen}`;
  useEffect(() => {
    if (chosen !== "light" && chosen !== "dark" && chosen !== "system") return;
    if (localStorage.getItem(HEARD) === heard) return;
    localStorage.setItem(HEARD, heard);
    setTheme(chosen);
  }, [chosen, heard, setTheme]);
}
