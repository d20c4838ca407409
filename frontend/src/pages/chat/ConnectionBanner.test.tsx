import { act, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { ME } from "../../testing/factories";
import { fakeServer } from "../../testing/fakeServer";
import { FakeSocket } from "../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../testing/signedIn";
import { ConnectionBanner } from "./ConnectionBanner";

signIn();

function open(): void {
  fakeServer({
    "GET /api/users/me": () => ({ body: { id: ME } }),
    "GET /api/conversations": () => ({ body: { items: [], next_cursor: null } }),
  });
  renderSignedIn(<ConnectionBanner />);
}

const LATER = { timeout: 4_000 };

test("item 10: what is missed is being fetched, and takes its time: it says so until it is done", async () => {
  open();
  act(() => FakeSocket.latest.accept());
  expect(screen.queryByText("Updating…")).toBeNull();
  await screen.findByText("Updating…", {}, LATER);
  act(() => FakeSocket.latest.receive({ type: "sync.done" }));
  expect(screen.queryByText("Updating…")).toBeNull();
});
