import { act } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useSession } from "../../../../contexts/SocketContext";
import type { Entry } from "../../../../realtime/frames";
import type { ChatSession } from "../../../../session/session";
import { conversation, entry } from "../../../../testing/factories";
import { fakeServer } from "../../../../testing/fakeServer";
import { FakeSocket } from "../../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../../testing/signedIn";
import { useExcerpt } from "./useExcerpt";

signIn();

let session: ChatSession;
let shown: ReturnType<typeof useExcerpt>;

function Excerpt() {
  session = useSession();
  shown = useExcerpt("c1");
  return null;
}

/** Of a conversation of 900 messages; each page comes when the test says so. */
async function excerpt() {
  const pages: PromiseWithResolvers<{ body: unknown }>[] = [];
  fakeServer({
    "GET /api/conversations": () => ({
      body: { items: [conversation({ last_seq: 900 })], next_cursor: null },
    }),
    "GET /api/conversations/c1/messages": () => {
      const page = Promise.withResolvers<{ body: unknown }>();
      pages.push(page);
      return page.promise;
    },
  });
  renderSignedIn(<Excerpt />);
  await vi.waitUntil(() => FakeSocket.opened.length > 0);
  await act(async () => FakeSocket.latest.accept());
  await vi.waitUntil(() => session.store.getState().loaded);
  /** A page is asked for, something is heard, and the page comes, as it was before. */
  return async (ask: () => Promise<void>, heard: Entry, from: number, to: number) => {
    const asked = ask();
    await vi.waitUntil(() => pages.length > 0);
    act(() => FakeSocket.latest.receive({ type: "entry", conversation_id: "c1", entry: heard }));
    const items = Array.from({ length: to - from + 1 }, (_, at) => entry(from + at));
    pages.shift()?.resolve({ body: { items, from_seq: from, to_seq: to, at_start: false } });
    await act(() => asked);
  };
}

function contentOf(seq: number): string | null | undefined {
  return shown.excerpt?.messages.find((message) => message.seq === seq)?.content;
}

function edited(seq: number, target: number): Entry {
  return entry(seq, { kind: "edit", target_id: `m${target}`, content: "better" });
}

test("what changes while a page of an excerpt is on its way shows: in the page, and in what is there", async () => {
  const comes = await excerpt();
  await comes(() => shown.open(500), edited(901, 500), 499, 501);
  expect(contentOf(500)).toBe("better");
  const { excerpt: first } = shown;
  if (first === null) throw new Error("there is no excerpt");
  await comes(() => shown.extend(first), edited(902, 501), 502, 503);
  await comes(() => shown.extendBack(first), edited(903, 498), 497, 498);
  expect([497, 498, 499, 500, 501, 503].map(contentOf)).toEqual([
    "message 497",
    "better",
    "message 499",
    "better",
    "better",
    "message 503",
  ]);
});

test("after an absence too long to be told of, an excerpt is as if it were fetched now", async () => {
  const log = Array.from({ length: 900 }, (_, at) => entry(at + 1));
  const answers = {
    "GET /api/conversations": () => ({
      body: { items: [conversation({ last_seq: log.length })], next_cursor: null },
    }),
    "GET /api/conversations/c1": () => ({ body: conversation({ last_seq: log.length }) }),
    "GET /api/conversations/c1/messages": ({ url }: Request) => {
      const query = new URL(url).searchParams;
      const [around, after] = [Number(query.get("around")), Number(query.get("after"))];
      const from = around > 0 ? around - 1 : after + 1;
      const items = log.slice(from - 1, from + 2);
      return { body: { items, from_seq: from, to_seq: from + 2, at_start: false } };
    },
  };
  fakeServer(answers);
  renderSignedIn(<Excerpt />);
  await vi.waitUntil(() => FakeSocket.opened.length > 0);
  await act(async () => FakeSocket.latest.accept());
  await vi.waitUntil(() => session.store.getState().loaded);
  await act(() => shown.open(500));
  const { excerpt: first } = shown;
  if (first === null) throw new Error("there is no excerpt");
  await act(() => shown.extend(first));
  for (const seq of [499, 504]) log[seq - 1] = entry(seq, { content: "better" });
  log.push(...Array.from({ length: 600 }, (_, at) => entry(901 + at)));
  act(() => FakeSocket.latest.receive({ type: "reset", conversation_id: "c1", last_seq: 1_500 }));
  await vi.waitUntil(() => contentOf(504) === "better");
  expect(shown.excerpt?.messages).toEqual(log.slice(498, 504));
  // What is told from now on is taken in as before.
  act(() => FakeSocket.latest.receive({ type: "entry", conversation_id: "c1", entry: edited(1_501, 501) }));
  expect(contentOf(501)).toBe("better");
});
