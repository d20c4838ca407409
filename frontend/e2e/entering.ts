/** Into the client without its forms, which accounts.e2e.ts is about: for tests and measures of what comes after. */
import type { Page } from "playwright-core";

/** Signs in, or up with `way: "register"`, as the forms would; the page opens at `path` then. */
export async function enter(
  page: Page,
  url: string,
  { way, path = "/", ...body }: { way: "login" | "register"; path?: string } & Record<string, string>,
): Promise<void> {
  // By the browser's own means: the refresh token is one of its cookies, and its name stands in the list of devices.
  const answer = await page.context().request.post(new URL(`/api/auth/${way}`, url).href, { data: body });
  if (!answer.ok()) throw new Error(`${way} answered ${answer.status()}: ${await answer.text()}`);
  const { access_token: token, user } = (await answer.json()) as { access_token: string; user: object };
  const keeping = await page.addInitScript(
    (session) => localStorage.setItem("chat.session", session),
    JSON.stringify({ token, user }),
  );
  await page.goto(new URL(path, url).href);
  await keeping.dispose();
}
