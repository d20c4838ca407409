import { expect, test } from "vitest";
import { PASSWORD, type Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

async function openSettings(someone: Person, section: string): Promise<void> {
  await someone.page.getByRole("button", { name: "Your account" }).click();
  await someone.page.getByRole("menuitem", { name: "Settings" }).click();
  await someone.page
    .getByRole("navigation", { name: "Parts of the settings" })
    .getByRole("link", { name: section })
    .click();
  await someone.page.getByRole("heading", { name: section, level: 2 }).waitFor();
}

test("a new name is seen by others", async () => {
  const ada = await stage.person("Ada");
  const bob = await stage.person("Bob");
  await openSettings(ada, "Profile");
  await ada.page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
  await ada.page.getByLabel("About you").fill("Numbers, mostly.");
  await ada.page.getByRole("button", { name: "Save" }).click();
  await ada.page.getByText("Saved.").waitFor();
  await bob.find("Ada Lovelace");
});

test("27: signing out another device closes it at once, one or all", async () => {
  const cleo = await stage.person("Cleo");
  const phone = await stage.visitor({ userAgent: "Mozilla/5.0 (iPhone) Version/19.0 Safari/604.1" });
  const laptop = await stage.visitor({ userAgent: "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0" });
  await phone.signIn("Cleo");
  await laptop.signIn("Cleo");
  await openSettings(cleo, "Devices");
  const devices = cleo.page.getByRole("list", { name: "Where you are signed in" }).getByRole("listitem");
  await expect.poll(() => devices.count()).toBe(3);
  await devices.filter({ hasText: "This device" }).getByText("127.0.0.1").waitFor();
  await cleo.page.getByRole("button", { name: "Sign out of Safari on iPhone" }).click();
  await phone.page.getByText("You were signed out on this device.").waitFor();
  await expect.poll(() => devices.count()).toBe(2);
  await cleo.page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await laptop.page.getByText("You were signed out on this device.").waitFor();
  await cleo.page.getByText("You are signed out everywhere else.").waitFor();
});

test("a second factor is turned on, asked for, and replaced by a recovery code", async () => {
  const dan = await stage.person("Dan");
  await openSettings(dan, "Sign-in security");
  const { page } = dan;
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("dialog").getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("img", { name: "QR code of the key" }).waitFor();
  const secret = await page.getByLabel("Key", { exact: true }).inputValue();
  await page.getByLabel("Code", { exact: true }).fill(await codeOf(secret));
  await page.getByRole("button", { name: "Confirm" }).click();
  const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await codes.first().waitFor();
  const [code = ""] = await codes.allInnerTexts();
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText("Signing in asks for a code.").waitFor();

  const elsewhere = await stage.visitor();
  await elsewhere.visit("/login");
  await elsewhere.page.getByLabel("Username or e-mail").fill("dan");
  await elsewhere.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await elsewhere.page.getByRole("button", { name: "Sign in", exact: true }).click();
  const field = elsewhere.page.getByLabel("Code from your authenticator app");
  await field.fill("000000");
  await field.press("Enter");
  await elsewhere.page.getByText("That code is not right.").waitFor();
  await field.fill(code);
  await field.press("Enter");
  await elsewhere.page.getByRole("heading", { name: "Chat" }).waitFor();
});

test("a passkey is made, and signs in without a password", async () => {
  await stage.person("Hana");
  const hana = await stage.visitor();
  const { page } = hana;
  // Passkeys belong to a name: an address of figures has none.
  const address = new URL(stage.product.url);
  address.hostname = "localhost";
  const device = await page.context().newCDPSession(page);
  await device.send("WebAuthn.enable");
  await device.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  await page.goto(address.href);
  await page.getByLabel("Username or e-mail").fill("hana");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await openSettings(hana, "Sign-in security");
  await page.getByLabel("Name of the passkey").fill("Blue key");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("list", { name: "Passkeys" }).getByText("Blue key").waitFor();
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("heading", { name: "Chat" }).waitFor();
});

test("a token is made, shown once, and revoked", async () => {
  const eva = await stage.person("Eva");
  await openSettings(eva, "Access tokens");
  await eva.page.getByLabel("Name").fill("Weather bot");
  await eva.page.getByRole("button", { name: "Make a token" }).click();
  const token = await eva.page.getByLabel("Token", { exact: true }).inputValue();
  const asked = () =>
    fetch(new URL("/api/users/me", stage.product.url), { headers: { Authorization: `Bearer ${token}` } });
  expect((await asked()).status).toBe(200);
  await eva.page.reload();
  await eva.page.getByText("Weather bot").waitFor();
  expect(await eva.page.getByLabel("Token", { exact: true }).count()).toBe(0);
  await eva.page.getByRole("button", { name: "Revoke Weather bot" }).click();
  await eva.page.getByText("No tokens yet.").waitFor();
  expect((await asked()).status).toBe(401);
});

test("a new password signs the other devices out, and a wrong old one is said at its field", async () => {
  const finn = await stage.person("Finn");
  const other = await stage.visitor();
  await other.signIn("Finn");
  await openSettings(finn, "Account");
  await finn.page.getByLabel("Current password").fill("not this one");
  await finn.page.getByLabel("New password").fill("another horse battery");
  await finn.page.getByRole("button", { name: "Change the password" }).click();
  await expect.poll(() => finn.page.getByLabel("Current password").getAttribute("aria-invalid")).toBe("true");
  await finn.page.getByLabel("Current password").fill(PASSWORD);
  await finn.page.getByRole("button", { name: "Change the password" }).click();
  await finn.page.getByText("Your password is changed").waitFor();
  await other.page.getByText("You were signed out on this device.").waitFor();
});

test("one's own data is prepared and fetched as a file", async () => {
  const ida = await stage.person("Ida");
  await openSettings(ida, "Account");
  await ida.page.getByRole("button", { name: "Prepare the file" }).click();
  const dialog = ida.page.getByRole("dialog", { name: "Your data" });
  await dialog.getByLabel("Your password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Prepare the file" }).click();
  const arrives = ida.page.waitForEvent("download");
  await ida.page.getByRole("link", { name: "Download the file" }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await arrives).createReadStream()) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).subarray(0, 2).toString(), "how a ZIP begins").toBe("PK");
});

test("a deactivated account is found by nobody, until its owner signs in again", async () => {
  const jan = await stage.person("Jan");
  const kai = await stage.person("Kai");
  await openSettings(jan, "Account");
  await jan.page.getByRole("button", { name: "Deactivate the account" }).click();
  const dialog = jan.page.getByRole("dialog", { name: "Deactivate the account" });
  await dialog.getByLabel("Your password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Deactivate the account" }).click();
  await jan.page.getByRole("heading", { name: "Welcome back" }).waitFor();
  await kai.page.getByRole("searchbox", { name: "Search people and chats" }).fill("Jan");
  await kai.page.getByText("Nobody is called “Jan”.").waitFor();
  await jan.signIn("Jan");
  // What was found a moment ago is not asked for again: otherwise written.
  await kai.page.getByRole("searchbox", { name: "Search people and chats" }).fill("jan");
  await kai.page.getByRole("region", { name: "People found" }).getByRole("button", { name: "Jan" }).waitFor();
});

test("a deleted account is gone, and signed out", async () => {
  const gil = await stage.person("Gil");
  await openSettings(gil, "Account");
  await gil.page.getByRole("button", { name: "Delete the account" }).click();
  const dialog = gil.page.getByRole("dialog", { name: "Delete the account" });
  await dialog.getByLabel("Your messages").selectOption("erase");
  await dialog.getByLabel("Your password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Delete the account" }).click();
  await gil.page.getByRole("heading", { name: "Welcome back" }).waitFor();
});

/** What an authenticator app shows now (RFC 6238, SHA-1, 30 s, 6 digits). */
async function codeOf(secret: string): Promise<string> {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = Array.from(secret, (letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(Date.now() / 30_000)));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const at = mac.getUint8(19) & 15;
  return String((mac.getUint32(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
