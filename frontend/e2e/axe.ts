/** What keeps people out of a page, as axe finds it. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** In that part of the page as it is now, by all of axe's rules or by those that are named. */
export async function seriousFaults(page: Page, part = "html", ...rules: string[]): Promise<string[]> {
  // Our pages have no frames. Without the detour that these need: over another page, which takes the focus for a moment,
  // and a click with it.
  const axe = new AxeBuilder({ page }).include(part).setLegacyMode();
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

/** With all rules in the light, then the contrasts in the dark. */
export async function seriousFaultsInBothThemes(page: Page, part = "main"): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" });
  const light = await seriousFaults(page, part);
  await page.emulateMedia({ colorScheme: "dark" });
  return [...light, ...(await seriousFaults(page, part, "color-contrast"))];
}
