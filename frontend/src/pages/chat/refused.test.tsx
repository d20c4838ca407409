import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { conversation, entry, ME } from "../../testing/factories";
import { fakeServer } from "../../testing/fakeServer";
import { FakeSocket } from "../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../testing/signedIn";
import { ConnectionBanner } from "./ConnectionBanner";
import { ConversationList } from "./sidebar/ConversationList";

signIn();

function open(status: number) {
  const list = { items: [conversation({ last_seq: 1, last_entry: entry(1) })], next_cursor: null };
  fakeServer({
    "GET /api/users/me": () => ({ body: { id: ME } }),
    "GET /api/conversations": () => ({ status, body: status === 200 ? list : {} }),
  });
  renderSignedIn(
    <>
      <ConnectionBanner />
      <ConversationList open={null} />
    </>,
  );
  act(() => FakeSocket.latest.lose(1008, "At most 10 connections a user."));
}

test("who is turned away is told why, can read all the same, and can try again", async () => {
  open(200);
  expect(await screen.findByRole("link", { name: /BOB/ })).toBeTruthy();
  const banner = await screen.findByText(/At most 10 connections a user/, {}, { timeout: 3_000 });
  expect(banner.textContent).toMatch(/refused/);
  await userEvent.click(screen.getByRole("button", { name: "Try now" }));
  await vi.waitFor(() => expect(FakeSocket.opened).toHaveLength(2));
});

test("where nothing can be had at all, no rows pretend to be on their way", async () => {
  open(503);
  expect(await screen.findByText("Nothing could be loaded")).toBeTruthy();
  expect(screen.queryByText("Loading your conversations")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(FakeSocket.opened).toHaveLength(2);
});
