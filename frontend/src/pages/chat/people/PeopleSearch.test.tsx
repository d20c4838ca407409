import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { ME, user } from "../../../testing/factories";
import { fakeServer } from "../../../testing/fakeServer";
import { FakeSocket } from "../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../testing/signedIn";
import { PeopleSearch } from "./PeopleSearch";

signIn();

test("a search that failed is repeated by itself once the server is back", async () => {
  let down = true;
  fakeServer({
    "GET /api/users/me": () => ({ body: { id: ME } }),
    "GET /api/conversations": () => ({ body: { items: [], next_cursor: null } }),
    "GET /api/users": () =>
      down ? { status: 503, body: {} } : { body: { items: [user("zoe")], next_cursor: null } },
  });
  renderSignedIn(<PeopleSearch onPick={() => undefined} />);
  act(() => FakeSocket.latest.accept());
  await userEvent.type(screen.getByRole("searchbox", { name: "Search people" }), "zo");
  await screen.findByText(/The search didn’t work/);
  down = false;
  act(() => FakeSocket.latest.lose());
  await vi.waitFor(() => expect(FakeSocket.opened).toHaveLength(2), { timeout: 2_000 });
  act(() => FakeSocket.latest.accept());
  expect(await screen.findByRole("button", { name: /ZOE/ })).toBeTruthy();
});
