import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Link } from "react-router";
import { expect, test, vi } from "vitest";
import { BOB, conversation, entry, ME, participant, user } from "../../testing/factories";
import { fakeServer } from "../../testing/fakeServer";
import { FakeSocket } from "../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../testing/signedIn";
import { TitleBadge } from "./TitleBadge";

signIn();

test("the title says where one is, after what waits to be read", async () => {
  const participants = [participant(ME), participant(BOB, { user: user(BOB, { display_name: "Bob Hart" }) })];
  const list = [conversation({ participants, last_seq: 2, unread: 2, last_entry: entry(2) })];
  fakeServer({
    "GET /api/users/me": () => ({ body: { id: ME } }),
    "GET /api/conversations": () => ({ body: { items: list, next_cursor: null } }),
  });
  const places = ["/c/c1", "/settings/privacy", "/settings", "/people", "/admin/live", "/c/unknown", "/"];
  renderSignedIn(
    <>
      <TitleBadge />
      {places.map((place) => (
        <Link key={place} to={place}>
          {place}
        </Link>
      ))}
    </>,
  );
  act(() => FakeSocket.latest.accept());
  await vi.waitFor(() => expect(document.title).toBe("(2) Chat"));
  const titles: string[] = [];
  for (const place of places) {
    await userEvent.click(screen.getByRole("link", { name: place }));
    titles.push(document.title);
  }
  expect(titles).toEqual([
    "(2) Bob Hart – Chat",
    "(2) Privacy – Settings – Chat",
    "(2) Settings – Chat",
    "(2) Contacts – Chat",
    "(2) Administration – Chat",
    "(2) Chat",
    "(2) Chat",
  ]);
});
