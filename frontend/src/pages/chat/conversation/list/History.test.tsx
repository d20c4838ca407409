import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { useChat } from "../../../../contexts/ChatContext";
import { conversation, entry, ME } from "../../../../testing/factories";
import { fakeServer } from "../../../../testing/fakeServer";
import { FakeSocket } from "../../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../../testing/signedIn";
import { ViewProvider } from "../ViewContext";
import { History } from "./History";

signIn();

/** The history as the chat page shows it: once the list is there. */
function Shown() {
  return (
    useChat((state) => state.loaded) && (
      <ViewProvider>
        <History id="c1" />
      </ViewProvider>
    )
  );
}

/** jsdom has no layout, so rows don't show: the log itself does, once it holds messages. */
async function open(list: () => object, messages: () => { status?: number; body?: object }) {
  const server = fakeServer({
    "GET /api/users/me": () => ({ body: { id: ME } }),
    "GET /api/conversations": () => ({ body: { items: [list()], next_cursor: null } }),
    "GET /api/conversations/c1": () => ({ body: list() }),
    "GET /api/conversations/c1/messages": messages,
  });
  renderSignedIn(<Shown />);
  act(() => FakeSocket.latest.accept());
  return server;
}

function page(to: number) {
  return { body: { items: [entry(to)], from_seq: 1, to_seq: to, at_start: true, at_end: true } };
}

test("a new conversation invites to say hello", async () => {
  await open(
    () => conversation(),
    () => page(0),
  );
  expect(await screen.findByText("Say hello")).toBeTruthy();
});

test("messages that don't load can be tried again", async () => {
  let broken = true;
  await open(
    () => conversation({ last_seq: 3 }),
    () => (broken ? { status: 503, body: {} } : page(3)),
  );
  const again = await screen.findByRole("button", { name: "Try again" });
  broken = false;
  await userEvent.click(again);
  expect(await screen.findByRole("log")).toBeTruthy();
});

test("a conversation that fell too far behind is loaded anew, and never looks empty", async () => {
  let last = 3;
  const { requests } = await open(
    () => conversation({ last_seq: last }),
    () => page(last),
  );
  await screen.findByRole("log");
  last = 5_000;
  const pages = () => requests.filter((name) => name.endsWith("/messages")).length;
  const before = pages();
  act(() => FakeSocket.latest.receive({ type: "reset", conversation_id: "c1", last_seq: last }));
  await vi.waitFor(() => expect(pages()).toBe(before + 1));
  expect(screen.queryByText("Say hello")).toBeNull();
  expect(await screen.findByRole("log")).toBeTruthy();
});
