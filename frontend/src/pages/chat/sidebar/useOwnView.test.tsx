import { act } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useSession } from "../../../contexts/SocketContext";
import type { ChatSession } from "../../../session/session";
import { unreadOf } from "../../../state/selectors";
import type { OwnView } from "../../../state/state";
import { BOB, conversation, ME, participant } from "../../../testing/factories";
import { fakeServer } from "../../../testing/fakeServer";
import { FakeSocket } from "../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../testing/signedIn";
import { useOwnView } from "./useOwnView";

signIn();

let session: ChatSession;
let keep: (view: OwnView) => Promise<void>;

function Row() {
  session = useSession();
  keep = useOwnView("c1");
  return null;
}

function shown() {
  const one = session.store.getState().conversations.c1;
  if (one === undefined) throw new Error("c1 is not held");
  return { unread: unreadOf(one, ME), pinned: one.info.pinned, title: one.info.title };
}

const LISTED = conversation({ last_seq: 5, unread: 5 });
const READ = conversation({
  last_seq: 5,
  unread: 0,
  pinned: true,
  participants: [participant(ME, { delivered_seq: 5, read_seq: 5 }), participant(BOB)],
});

/** Five unread messages were read here, and the conversation is pinned: what shows until the server answers, and then. */
async function readAndPinned(answer: { status?: number; body: unknown }, meanwhile?: () => void) {
  const patched = Promise.withResolvers<typeof answer>();
  fakeServer({
    "GET /api/conversations": () => ({ body: { items: [LISTED], next_cursor: null } }),
    "PATCH /api/conversations/c1": () => patched.promise,
  });
  renderSignedIn(<Row />);
  await vi.waitUntil(() => FakeSocket.opened.length > 0);
  await act(async () => FakeSocket.latest.accept());
  await vi.waitUntil(() => session.store.getState().loaded);
  act(() => session.store.dispatch({ type: "local.read", conversation_id: "c1", seq: 5 }));
  const done = keep({ pinned: true });
  const before = shown();
  meanwhile?.();
  patched.resolve(answer);
  await act(() => done);
  return { before, after: shown() };
}

test("pinning what was just read brings no unread messages back", async () => {
  const { before, after } = await readAndPinned({ body: READ });
  expect(before).toMatchObject({ unread: 0, pinned: true });
  expect(after).toMatchObject({ unread: 0, pinned: true });
});

test("a refusal takes back what was wanted, and nothing else", async () => {
  const renamed = { ...LISTED, title: "Renamed meanwhile" };
  const { after } = await readAndPinned({ status: 503, body: {} }, () =>
    act(() => FakeSocket.latest.receive({ type: "conversation", conversation: renamed })),
  );
  expect(after).toEqual({ unread: 0, pinned: false, title: "Renamed meanwhile" });
});
