import { expect, test } from "vitest";
import { seriousFaultsInBothThemes } from "./axe";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

/** Goes there without loading the page anew. */
async function go({ page }: Person, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
}

/** A group of two, and who is in it. */
async function groupOf(someone: Person, other: Person): Promise<{ group: string; peer: string }> {
  const query = `/api/users?q=${encodeURIComponent(other.name)}`;
  const { items } = await someone.get<{ items: { id: string }[] }>(query);
  const peer = items[0]?.id ?? "";
  const body = { kind: "group", title: "Chess", participant_ids: [peer] };
  const { id } = await someone.post<{ id: string }>("/api/conversations", body);
  await someone.post("/api/contacts", { user_id: peer });
  return { group: id, peer };
}

test("26: axe finds nothing serious on any page or dialog, in either theme", async () => {
  const other = await stage.person("Bob");
  const ada = await stage.person("Ada", { reducedMotion: "reduce" });
  const { page } = ada;
  const { group, peer } = await groupOf(ada, other);
  const sound = async (what: string, part?: string) =>
    expect(await seriousFaultsInBothThemes(ada.page, part), what).toEqual([]);
  for (const path of [
    "/people",
    `/people/${peer}`,
    `/c/${group}/info`,
    ...["profile", "appearance", "notifications", "privacy", "devices", "security", "account", "tokens"].map(
      (section) => `/settings/${section}`,
    ),
  ]) {
    await go(ada, path);
    await page.getByRole("main").getByRole("heading", { level: 2 }).last().waitFor();
    await sound(path);
  }
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("option").first().waitFor();
  await sound("the switcher", "dialog");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+/");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await sound("the shortcuts", "dialog");
  await page.keyboard.press("Escape");
  await go(ada, "/settings/account");
  await page.getByRole("button", { name: "Delete the account" }).click();
  await sound("the dialog that asks for the password", "dialog");
  await page.keyboard.press("Escape");
  await go(ada, `/c/${group}/info`);
  await page.getByRole("button", { name: "Add members" }).click();
  await page.getByRole("dialog", { name: "Add members" }).waitFor();
  await sound("the dialog that adds members", "dialog");
  await page.keyboard.press("Escape");
  await go(ada, `/people/${peer}`);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Report" }).click();
  await sound("the dialog that reports", "dialog");
});

test("26: axe finds nothing serious where links from mails lead, nor on a first page", async () => {
  const visitor = await stage.visitor({ reducedMotion: "reduce" });
  for (const path of ["/forgot-password", "/reset-password", "/verify-email", "/confirm-email#token=none"]) {
    await visitor.visit(path);
    await visitor.page.getByRole("heading", { level: 1 }).waitFor();
    expect(await seriousFaultsInBothThemes(visitor.page), path).toEqual([]);
  }
  await visitor.page.getByRole("alert").waitFor();
  expect(visitor.page.url()).not.toContain("token");
});

test("26: from signing in to a setting and into a group, by keyboard alone", async () => {
  const cleo = await stage.person("Cleo");
  const { page } = cleo;
  const tabTo = async (name: string | RegExp) => {
    for (let presses = 0; presses < 60; presses++) {
      const focused = await cleo.focused();
      if (typeof name === "string" ? focused === name : name.test(focused)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not reach ${name}`);
  };
  await tabTo("Your account");
  await page.keyboard.press("Enter");
  for (let presses = 0; (await cleo.focused()) !== "Settings"; presses++) {
    if (presses > 10) throw new Error("the menu has no Settings");
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await tabTo("Privacy");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Privacy", level: 2 }).waitFor();
  await expect.poll(() => cleo.focused()).toBe("Privacy");
  await tabTo("Show others that you read their messages");
  await page.keyboard.press("Space");
  await expect
    .poll(async () => (await cleo.get<{ settings: { read_receipts: boolean } }>("/api/users/me")).settings)
    .toMatchObject({ read_receipts: false });
  await page.keyboard.press("Control+k");
  await expect.poll(() => cleo.focused()).toBe("Go to a conversation");
  await page.keyboard.type("bob");
  await page.getByRole("option", { name: /Bob/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Bob", level: 2 }).waitFor();
  await expect.poll(() => cleo.focused()).toBe("Message to Bob");
});

test("26: at 200 % zoom nothing is lost and nothing hangs over the edge", async () => {
  // What a browser of 1100 by 760 pixels shows at 200 %.
  const dora = await stage.visitor({ viewport: { width: 550, height: 380 }, deviceScaleFactor: 2 });
  await dora.signIn("Cleo");
  for (const path of ["/", "/settings", "/settings/account", "/people"]) {
    await dora.visit(path);
    await dora.page.getByRole("heading").first().waitFor();
    const wide = await dora.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide, path).toBe(0);
  }
  await dora.visit("/settings/account");
  await dora.page.getByRole("button", { name: "Delete the account" }).click();
  await dora.page.getByRole("dialog").getByLabel("Your password").fill("reachable");
  await dora.page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
});
