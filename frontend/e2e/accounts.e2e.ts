import { expect, test } from "vitest";
import { PASSWORD, type Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

test("whoever comes first to an empty server sets it up, and is told what to do next, on a phone too", async () => {
  const first = await stage.visitor();
  await first.visit("/");
  await first.page.getByRole("heading", { name: "Set up your server" }).waitFor();
  await first.fillSignUp({ username: "root_of_it" });
  await first.page.getByRole("heading", { name: "Your server is ready" }).waitFor();
  await first.page.setViewportSize({ width: 360, height: 640 });
  const invite = first.page.getByRole("button", { name: "Make a link" });
  expect(await invite.getAttribute("data-variant")).toBe("primary");
  expect(await first.page.getByRole("button", { name: "Find someone" }).getAttribute("data-variant")).toBe(
    "secondary",
  );
  const command = first.page.getByLabel("Command");
  const cut = await command.evaluate(
    (one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight,
  );
  expect(cut, "the command is seen to its end").toBe(false);
  const step = await first.page.getByRole("region", { name: "Bring people in" }).boundingBox();
  expect(step && 360 - step.x - step.width, "as much room on the right as on the left").toBe(step?.x);
  await invite.scrollIntoViewIfNeeded();
  await invite.click();
  expect(await first.page.getByLabel("Invitation").inputValue()).toContain("/register?invitation=");
});

/** What stands below a field. */
async function errorAt(someone: Person, label: string): Promise<string> {
  const field = someone.page.getByLabel(label, { exact: true });
  await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
  const id = await field.getAttribute("aria-describedby");
  return someone.page.locator(`[id="${id}"]`).innerText();
}

test("a name that is taken is said at the field", async () => {
  await stage.person("Ada");
  const second = await stage.visitor();
  await second.visit("/register");
  await second.fillSignUp({ username: "ADA", email: "second@example.org" });
  expect(await errorAt(second, "Username")).toMatch(/taken/i);
});

test("an e-mail address that is taken is said at the field", async () => {
  await stage.person("Ben");
  const second = await stage.visitor();
  await second.visit("/register");
  await second.fillSignUp({ username: "benjamin", email: "ben@example.org" });
  expect(await errorAt(second, "E-mail")).toMatch(/taken/i);
});

test("a weak password is said at the field", async () => {
  const visitor = await stage.visitor();
  await visitor.visit("/register");
  await visitor.fillSignUp({ username: "carl", password: "password" });
  expect(await errorAt(visitor, "Password")).not.toBe("");
  await visitor.fillSignUp({ username: "carl", password: "short" });
  await expect.poll(() => errorAt(visitor, "Password")).toBe("Use at least 8 characters.");
});

test("an address that is none is said at the field", async () => {
  const visitor = await stage.visitor();
  await visitor.visit("/register");
  await visitor.fillSignUp({ username: "dora", email: "nowhere" });
  expect(await errorAt(visitor, "E-mail")).toMatch(/e-mail address/);
});

test("a wrong password is told without saying which of the two was wrong", async () => {
  await stage.person("Eve");
  const visitor = await stage.visitor();
  await visitor.visit("/login");
  await visitor.page.getByLabel("Username or e-mail").fill("eve");
  await visitor.page.getByLabel("Password", { exact: true }).fill("not the password");
  await visitor.page.getByRole("button", { name: "Sign in", exact: true }).click();
  expect(await errorAt(visitor, "Password")).toBe("That username or password is not right.");
  expect(await visitor.focused()).toBe("Password");
});

test("a reload keeps the session", async () => {
  const fay = await stage.person("Fay");
  await fay.page.reload();
  await fay.page.getByRole("heading", { name: "Chat" }).waitFor();
  await fay.page.getByText("No conversations yet").waitFor();
});

test("an access token that is no good is renewed without anyone noticing", async () => {
  const gil = await stage.person("Gil");
  // As the page goes, so that nothing of its own still asks with it.
  await gil.page.evaluate(() =>
    addEventListener("pagehide", () => {
      const session = JSON.parse(localStorage.getItem("chat.session") ?? "{}") as object;
      localStorage.setItem("chat.session", JSON.stringify({ ...session, token: "worn-out" }));
    }),
  );
  const refreshes: string[] = [];
  gil.page.on("request", (request) => {
    if (request.url().endsWith("/api/auth/refresh")) refreshes.push(request.url());
  });
  await gil.page.reload();
  await gil.page.getByText("No conversations yet").waitFor();
  expect(refreshes).toHaveLength(1);
});

test("28: two tabs that renew at once stay signed in, both of them", async () => {
  const ira = await stage.person("Ira");
  const other = await ira.page.context().newPage();
  await ira.page.evaluate(() => {
    const session = JSON.parse(localStorage.getItem("chat.session") ?? "{}") as object;
    localStorage.setItem("chat.session", JSON.stringify({ ...session, token: "worn-out" }));
  });
  await Promise.all([ira.page.reload(), other.goto(ira.page.url())]);
  for (const page of [ira.page, other]) await page.getByText("No conversations yet").waitFor();
});

test("signing out in one tab signs out the others", async () => {
  const jon = await stage.person("Jon");
  const other = await jon.page.context().newPage();
  await other.goto(jon.page.url());
  await other.getByText("No conversations yet").waitFor();
  await jon.page.getByRole("button", { name: "Your account" }).click();
  await jon.page.getByRole("menuitem", { name: "Sign out" }).click();
  await other.getByRole("heading", { name: "Welcome back" }).waitFor();
});

test("who is signed out from another device is told so, and by hand is not", async () => {
  const kim = await stage.person("Kim");
  const elsewhere = await stage.visitor();
  await elsewhere.signIn("Kim");
  const { items } = await elsewhere.get<{ items: { id: string; current: boolean }[] }>("/api/auth/sessions");
  for (const { id, current } of items) if (!current) await elsewhere.delete(`/api/auth/sessions/${id}`);
  await kim.page.getByText("You were signed out on this device.").waitFor();
  await elsewhere.page.getByRole("button", { name: "Your account" }).click();
  await elsewhere.page.getByRole("menuitem", { name: "Sign out" }).click();
  await elsewhere.page.getByRole("heading", { name: "Welcome back" }).waitFor();
  expect(await elsewhere.page.getByRole("alert").count()).toBe(0);
});

test("signing out leaves nothing behind, and the way back in is open", async () => {
  const hal = await stage.person("Hal");
  await hal.page.getByRole("button", { name: "Your account" }).click();
  await hal.page.getByRole("menuitem", { name: "Sign out" }).click();
  await hal.page.getByRole("heading", { name: "Welcome back" }).waitFor();
  expect(await hal.page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await hal.signIn("Hal");
});

/** Waits for a letter, and gives the link in it. */
async function linkMailedTo(address: string, subject: string): Promise<string> {
  const mailed = () => stage.product.linkMailedTo(address, subject);
  await expect.poll(mailed).not.toBeNull();
  return (await mailed()) ?? "";
}

test("a forgotten password is replaced by the link that is mailed", async () => {
  await stage.person("Lea");
  const lea = await stage.visitor();
  await lea.visit("/login");
  await lea.page.getByRole("link", { name: "Forgot your password?" }).click();
  await lea.page.getByLabel("E-mail", { exact: true }).fill("lea@example.org");
  await lea.page.getByRole("button", { name: "Send the link" }).click();
  await lea.page.getByText("the mail is on its way").waitFor();
  await lea.page.goto(await linkMailedTo("lea@example.org", "Set a new password"));
  await lea.page.getByLabel("New password").fill("another horse battery");
  await lea.page.getByRole("button", { name: "Change the password" }).click();
  await lea.page.getByText("Your password is changed.").waitFor();
  await lea.page.getByRole("link", { name: "Back to signing in" }).click();
  await lea.page.getByLabel("Username or e-mail").fill("lea");
  await lea.page.getByLabel("Password", { exact: true }).fill("another horse battery");
  await lea.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await lea.page.getByRole("heading", { name: "Chat" }).waitFor();
});

test("an address is confirmed by the link that is mailed, and so is another in its place", async () => {
  const moe = await stage.person("Moe");
  await moe.page.goto(await linkMailedTo("moe@example.org", "Confirm your e-mail address"));
  await moe.page.getByText("Your address is confirmed.").waitFor();
  await moe.visit("/settings/account");
  await moe.page.getByText("moe@example.org is confirmed.").waitFor();
  await moe.page.getByRole("button", { name: "Change the address" }).click();
  const dialog = moe.page.getByRole("dialog", { name: "Change the address" });
  await dialog.getByLabel("New e-mail address").fill("moritz@example.org");
  await dialog.getByLabel("Your password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Change the address" }).click();
  await moe.page.goto(await linkMailedTo("moritz@example.org", "Confirm your new e-mail address"));
  await moe.page.getByText("Your new address is confirmed").waitFor();
  await moe.visit("/settings/account");
  await moe.page.getByText("moritz@example.org is confirmed.").waitFor();
});
