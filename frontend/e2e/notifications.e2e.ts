import { expect, test } from "vitest";
import type { Person } from "./person";
import { setStage } from "./stage";

const stage = setStage();

interface Shown {
  title: string;
  body: string;
  click: () => void;
}
type Watched = Window & { shown: Shown[]; tones: number; attention: boolean };

/**
 * A tab whose notifications, tones and focus the test has in its hand: the system's own can't be looked at, and all
 * tabs of a browser without a screen believe that they have the focus.
 */
async function watch(someone: Person): Promise<void> {
  await someone.page.context().grantPermissions(["notifications"]);
  await someone.page.context().addInitScript(() => {
    const watched = window as unknown as Watched;
    Object.assign(watched, { shown: [], tones: 0, attention: true });
    document.hasFocus = () => watched.attention;
    class Fake extends EventTarget {
      static permission = "granted";
      onclick: (() => void) | null = null;
      constructor(title: string, { body = "" }: NotificationOptions = {}) {
        super();
        watched.shown.push({ title, body, click: () => this.onclick?.() });
      }
      close() {}
    }
    Object.assign(window, { Notification: Fake });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      watched.tones++;
      start.call(this, when);
    };
  });
  await someone.page.reload();
  await someone.page.getByRole("heading", { name: "Chat" }).waitFor();
}

async function look(someone: Person, attention: boolean): Promise<void> {
  await someone.page.evaluate((now) => {
    (window as unknown as Watched).attention = now;
    dispatchEvent(new Event(now ? "focus" : "blur"));
  }, attention);
}

async function shown(someone: Person): Promise<[string, string][]> {
  return someone.page.evaluate(() =>
    (window as unknown as Watched).shown.map(({ title, body }): [string, string] => [title, body]),
  );
}

test("24: who looks elsewhere is called, by one tab, and a click leads to the conversation", async () => {
  const ada = await stage.person("Ada");
  await watch(ada);
  const other = await ada.newTab();
  await other.page.getByRole("heading", { name: "Chat" }).waitFor();
  const bob = await stage.person("Bob");
  await bob.find("Ada");
  await bob.say("while you look");
  await ada.listed("Bob").getByText("1 unread").waitFor();
  await look(ada, false);
  await bob.say("while you look at the other tab");
  await ada.listed("Bob").getByText("2 unread").waitFor();
  await look(other, false);
  await bob.say("are you there?");
  const all = async () => [...(await shown(ada)), ...(await shown(other))];
  await expect.poll(all).toEqual([["Bob", "are you there?"]]);
  await ada.page.evaluate(() => (window as unknown as Watched).shown[0]?.click());
  await ada.page.getByRole("heading", { name: "Bob", level: 2 }).waitFor();
  expect(await ada.page.evaluate(() => (window as unknown as Watched).tones)).toBe(2);
});

test("24: a muted conversation is silent", async () => {
  const cleo = await stage.person("Cleo");
  await watch(cleo);
  const [dan, eva] = [await stage.person("Dan"), await stage.person("Eva")];
  await dan.find("Cleo");
  await dan.say("hello");
  await cleo.listed("Dan").getByText("1 unread").waitFor();
  await cleo.patch(`/api/conversations/${dan.conversationId()}`, { muted_until: "2999-01-01T00:00:00Z" });
  await cleo.page.reload();
  await cleo.listed("Dan").waitFor();
  await look(cleo, false);
  await dan.say("a muted word");
  await cleo.listed("Dan").getByText("2 unread").waitFor();
  await eva.find("Cleo");
  await eva.say("a word");
  await expect.poll(() => shown(cleo)).toEqual([["Eva", "a word"]]);
  await expect.poll(() => cleo.page.title()).toBe("(1) Chat");
});
