/** What this browser has of its own: one's words before the server has them, and the last state before the network. */
import type { WebSocketRoute } from "playwright-core";
import { expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

/** Two people in the conversation with each other. */
async function pair(first: string, second: string): Promise<[Person, Person]> {
  const one = await stage.person(first);
  const other = await stage.person(second);
  await one.find(second);
  await one.say("hi");
  await other.open(first);
  await other.say("hello");
  await one.expectTexts(["hi", "hello"]);
  return [one, other];
}

test("1: a message shows before the server has heard of it, and is one bubble after", async () => {
  const [ada, bob] = await pair("Ada", "Bob");
  const line = await throttled(ada);
  line.hold();
  await ada.say("at once");
  await ada.tick("at once", "Sending");
  line.release();
  await ada.tick("at once", "Read");
  await ada.expectTexts(["hi", "hello", "at once"]);
  await bob.expectTexts(["hi", "hello", "at once"]);
});

test("2: what was refused stays with Retry and Delete over a reload, and the rest goes out in order", async () => {
  const [cleo, dan] = await pair("Cleo", "Dan");
  const line = await throttled(cleo);
  line.refuse("no");
  for (const text of ["one", "no", "two", "never mind"]) {
    if (text === "never mind") line.refuse(text);
    await cleo.say(text);
  }
  await cleo.tick("two", "Read");
  await cleo.tick("never mind", "Not sent");
  await cleo.page.reload();
  await cleo.tick("no", "Not sent");
  await cleo.message("never mind").getByRole("button", { name: "Delete", exact: true }).click();
  await cleo.message("never mind").waitFor({ state: "detached" });
  await cleo.message("no").getByRole("button", { name: "Retry" }).click();
  await cleo.tick("no", "Read");
  await dan.expectTexts(["hi", "hello", "one", "two", "no"]);
});

test("what is written offline is sent by the next tab, when the one that wrote it is gone", async () => {
  const [eva, finn] = await pair("Eva", "Finn");
  const context = eva.page.context();
  await context.setOffline(true);
  for (const text of ["first", "second", "third"]) await eva.say(text);
  await eva.tick("third", "Sending");
  const path = new URL(eva.page.url()).pathname;
  await eva.page.close();
  await context.setOffline(false);
  const next = await eva.newTab(path);
  await next.tick("third", "Read");
  await finn.expectTexts(["hi", "hello", "first", "second", "third"]);
  await next.expectTexts(["hi", "hello", "first", "second", "third"]);
});

test("a reload shows the last state though the server says nothing, and syncs when it does", async () => {
  const [gus, hana] = await pair("Gus", "Hana");
  await gus.tick("hi", "Read");
  await saved(gus, "hello");
  await hana.page.close();
  let silent = true;
  await gus.page.route(/\/api\//, (route) => (silent ? undefined : route.continue()));
  await gus.page.routeWebSocket(/\/ws$/, (client) => void (silent || client.connectToServer()));
  await gus.page.reload();
  await gus.expectTexts(["hi", "hello"]);
  await gus.listed("Hana").waitFor();
  await gus.say("written before the sync");
  await gus.tick("written before the sync", "Sending");
  silent = false;
  await gus.page.reload();
  await gus.tick("written before the sync", "Sent");
});

test("11: a draft survives a reload, and shows in the list of every tab", async () => {
  const [ida] = await pair("Ida", "Jon");
  const other = await ida.newTab();
  await ida.composer().pressSequentially("half a thou");
  await other.listed("Jon").getByText("half a thou").waitFor();
  await ida.page.reload();
  await expect.poll(() => ida.composer().inputValue()).toBe("half a thou");
  await ida.composer().fill("");
  await other.listed("Jon").getByText("hello").waitFor();
});

test("28: signing out wipes what was kept, in every tab, and the next person sees none of it", async () => {
  const [kim] = await pair("Kim", "Lou");
  await saved(kim, "hello");
  const other = await kim.newTab(new URL(kim.page.url()).pathname);
  await other.sees("hello");
  await other.composer().fill("a secret draft");
  await kim.page.getByRole("button", { name: "Your account" }).click();
  await kim.page.getByRole("menuitem", { name: "Sign out" }).click();
  for (const tab of [kim, other])
    await tab.page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  await expect.poll(() => kept(other)).toEqual([]);
  await kim.signUp("Mia");
  await kim.page.getByRole("heading", { name: "Chat" }).waitFor();
  for (const text of ["hello", "a secret draft"])
    expect(await kim.page.getByText(text, { exact: true }).count()).toBe(0);
});

/** Names of what this browser keeps beside its looks. */
async function kept(someone: Person): Promise<string[]> {
  return someone.page.evaluate(async () => [
    ...(await indexedDB.databases()).map(({ name }) => name ?? ""),
    ...Object.keys(sessionStorage),
    ...Object.keys(localStorage).filter((key) => key !== "chat.theme"),
  ]);
}

/** Waits until the text stands in this browser's database. */
async function saved(someone: Person, text: string): Promise<void> {
  const contents = () =>
    someone.page.evaluate(async () => {
      const [{ name = "" } = {}] = await indexedDB.databases();
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const entries = await new Promise<{ content: string | null }[]>((resolve) => {
        const request = db.transaction("entries").objectStore("entries").getAll();
        request.onsuccess = () => resolve(request.result);
      });
      db.close();
      return entries.map(({ content }) => content);
    });
  await expect.poll(contents).toContain(text);
}

/** A line of this person's on which a test can hold what the client says, or refuse a text in the server's place. */
async function throttled(someone: Person) {
  const refused = new Set<string>();
  let held: (() => void)[] | null = null;
  await someone.page.routeWebSocket(/\/ws$/, (client: WebSocketRoute) => {
    const server = client.connectToServer();
    client.onMessage((message) => {
      const frame = JSON.parse(String(message)) as { type: string; client_id?: string; content?: string };
      if (frame.type === "message.send" && refused.delete(frame.content ?? "")) {
        const answer = {
          type: "error",
          code: "not_allowed",
          detail: "You may not.",
          client_id: frame.client_id,
        };
        client.send(JSON.stringify(answer));
      } else if (held !== null) held.push(() => server.send(message));
      else server.send(message);
    });
  });
  await someone.page.reload();
  await someone.sees("hello");
  return {
    hold: () => {
      held = [];
    },
    release: () => {
      for (const send of held ?? []) send();
      held = null;
    },
    refuse: (text: string) => refused.add(text),
  };
}
