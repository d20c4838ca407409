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
