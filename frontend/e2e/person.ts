/** What a person does in the client, by what they see: roles, labels and texts. */
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { enter } from "./entering";
import type { Product } from "./product";

export const PASSWORD = "correct horse battery";

export class Person {
  readonly page: Page;
  readonly #product: Pick<Product, "url">;
  /** The name shown; the username is its first word in small letters. */
  name = "";

  constructor(page: Page, product: Pick<Product, "url">) {
    this.page = page;
    this.#product = product;
  }

  /** Another tab of the same browser. */
  async newTab(path = "/"): Promise<Person> {
    const tab = new Person(await this.page.context().newPage(), this.#product);
    tab.name = this.name;
    await tab.visit(path);
    return tab;
  }

  async visit(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.#product.url).href);
  }

  async fillSignUp(fields: {
    name?: string;
    username: string;
    email?: string;
    password?: string;
  }): Promise<void> {
    const { page } = this;
    await page.getByLabel("Your name").fill(fields.name ?? fields.username);
    await page.getByLabel("Username").fill(fields.username);
    await page.getByLabel("E-mail").fill(fields.email ?? `${fields.username}@example.org`);
    await page.getByLabel("Password", { exact: true }).fill(fields.password ?? PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
  }

  /** Is there, with an account of this name. */
  async enter(name: string): Promise<void> {
    this.name = name;
    const username = usernameOf(name);
    const body = { username, email: `${username}@example.org`, password: PASSWORD, display_name: name };
    await enter(this.page, this.#product.url, { way: "register", ...body });
    await this.page.getByRole("heading", { name: "Chat" }).waitFor();
  }

  async signUp(name: string): Promise<void> {
    this.name = name;
    await this.visit("/register");
    await this.fillSignUp({ name, username: usernameOf(name) });
    await this.page.getByRole("heading", { name: "Chat" }).waitFor();
  }

  async signIn(name: string): Promise<void> {
    this.name = name;
    await this.visit("/login");
    await this.page.getByLabel("Username or e-mail").fill(usernameOf(name));
    await this.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await this.page.getByRole("heading", { name: "Chat" }).waitFor();
  }

  /** Finds somebody by the search of the sidebar, and opens the conversation with them. */
  async find(name: string): Promise<void> {
    const { page } = this;
    await page.getByRole("searchbox", { name: "Search people and chats" }).fill(name);
    await page.getByRole("region", { name: "People found" }).getByRole("button", { name }).click();
    await page.getByRole("heading", { name, level: 2 }).waitFor();
  }

  /** Opens a conversation from the list. */
  async open(title: string): Promise<void> {
    await this.listed(title).click();
    await this.page.getByRole("heading", { name: title, level: 2 }).waitFor();
  }

  listed(title: string): Locator {
    return this.page
      .getByRole("navigation", { name: "Your conversations" })
      .getByRole("link", { name: title });
  }

  async say(text: string): Promise<void> {
    const field = this.composer();
    await field.fill(text);
    const touch = await this.page.evaluate(() => matchMedia("(pointer: coarse)").matches);
    if (touch) await this.page.getByRole("button", { name: "Send" }).tap();
    else await field.press("Enter");
  }

  /** What the thing with the focus is called. */
  async focused(): Promise<string> {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      const label = (element as HTMLInputElement | null)?.labels?.[0]?.textContent;
      return element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "";
    });
  }

  composer(): Locator {
    return this.page.getByRole("textbox", { name: "Message to" });
  }

  /** The bubble with exactly this text. */
  message(text: string): Locator {
    return this.page.getByRole("article").filter({ has: this.page.getByText(text, { exact: true }) });
  }

  async sees(text: string): Promise<void> {
    await this.message(text).first().waitFor();
  }

  /** Presses what shows beside the message with this text while one points at it. */
  async press(text: string, name: string): Promise<void> {
    await this.pressAt(this.message(text), name);
  }

  /**
   * The same at any message, and again until what it opens is there. What comes meanwhile can move the message from under
   * the pointer: what shows on hover goes with it, and between pressing the button and letting go it is no click.
   */
  async pressAt(message: Locator, name: string, opened?: Locator): Promise<void> {
    const pressed = async () => {
      await message.hover();
      await message.getByRole("button", { name }).click({ timeout: 2_000 });
      await opened?.waitFor({ timeout: 2_000 });
    };
    await expect
      .poll(() =>
        pressed().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  }

  /** Opens the menu of the message with this text. */
  async options(text: string): Promise<void> {
    const menu = this.page.getByRole("menu", { name: "Message options" });
    await this.pressAt(this.message(text), "Message options", menu);
  }

  /** The same with a finger. It is put down again where the message moved from under it: then it was a scroll. */
  async longPress(text: string): Promise<void> {
    const message = this.message(text).getByText(text, { exact: true });
    const menu = this.page.getByRole("menu", { name: "Message options" });
    const touch = await this.page.context().newCDPSession(this.page);
    await expect
      .poll(async () => {
        await message.scrollIntoViewIfNeeded();
        const box = await message.boundingBox();
        if (box === null) return false;
        const touchPoints = [{ x: box.x + 5, y: box.y + 5 }];
        await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
        const shown = await menu.waitFor({ timeout: 2_000 }).then(
          () => true,
          () => false,
        );
        await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
        return shown;
      })
      .toBe(true);
    await touch.detach();
  }

  /** Chooses from that menu. */
  async choose(text: string, item: string): Promise<void> {
    await this.options(text);
    await this.page.getByRole("menuitem", { name: item, exact: true }).click();
  }

  /** Waits until the message of one's own got this far. "Sent" lasts only while no device of the other is connected. */
  async tick(text: string, name: "Sending" | "Sent" | "Delivered" | "Read" | "Not sent"): Promise<void> {
    await this.message(text).getByRole("img", { name, exact: true }).waitFor();
  }

  /** Takes the banner's offer, where one is still made: a wait can be over while one reaches for the button. */
  async reconnectNow(): Promise<void> {
    const offer = this.page.getByRole("button", { name: "Try now" });
    await expect
      .poll(
        async () => {
          if (await offer.isVisible()) await offer.click({ timeout: 500 }).catch(() => undefined);
          return this.page.getByText(/No connection|Connecting…/).count();
        },
        { timeout: 30_000 },
      )
      .toBe(0);
  }

  /** What the open conversation says, from top to bottom. */
  async texts(): Promise<string[]> {
    // Beside the time, which every message has at its end.
    return this.page.getByRole("article").evaluateAll((articles) =>
      articles.map((article) => {
        const said = article.querySelector("time")?.parentElement?.parentElement;
        const blocks = Array.from(said?.children ?? []).slice(0, -1);
        return blocks.map((block) => block.textContent).join("\n");
      }),
    );
  }

  async expectTexts(texts: string[]): Promise<void> {
    await expect.poll(() => this.texts(), { timeout: 20_000 }).toEqual(texts);
  }

  /** Says all of these in a conversation, as a script would: the first one first, the last one last. */
  async pour(conversationId: string, texts: readonly string[]): Promise<void> {
    const path = `/api/conversations/${conversationId}/messages`;
    const send = (content: string) => this.post(path, { client_id: `poured ${content}`, content });
    // Again where the server has closed a connection that was kept for the next request: a repeat does no harm.
    const post = (content: string) => send(content).catch(() => send(content));
    const [first = "", ...rest] = texts;
    const last = rest.pop();
    await post(first);
    for (let from = 0; from < rest.length; from += 20)
      await Promise.all(rest.slice(from, from + 20).map(post));
    if (last !== undefined) await post(last);
  }

  /** The access token of this device: for filling a conversation by the API, as a script would. */
  async token(): Promise<string> {
    return this.page.evaluate(() => {
      const session = JSON.parse(localStorage.getItem("chat.session") ?? "{}") as { token?: string };
      return session.token ?? "";
    });
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return (await (await this.#ask("POST", path, body)).json()) as T;
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.#ask("GET", path)).json()) as T;
  }

  async patch(path: string, body: unknown): Promise<void> {
    await this.#ask("PATCH", path, body);
  }

  async delete(path: string): Promise<void> {
    await this.#ask("DELETE", path);
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(new URL(path, this.#product.url), {
      method,
      headers: { Authorization: `Bearer ${await this.token()}`, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response;
  }

  /** The id of the open conversation, as the address names it. */
  conversationId(): string {
    return new URL(this.page.url()).pathname.split("/").at(-1) ?? "";
  }
}

export function usernameOf(name: string): string {
  return name.split(" ")[0]?.toLowerCase() ?? name;
}
