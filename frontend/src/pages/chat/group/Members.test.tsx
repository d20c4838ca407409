import { act, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { useChat } from "../../../contexts/ChatContext";
import { conversation, ME, participant } from "../../../testing/factories";
import { fakeServer } from "../../../testing/fakeServer";
import { FakeSocket } from "../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../testing/signedIn";
import { Members } from "./Members";

signIn();

function Group() {
  const info = useChat((state) => state.conversations.c1?.info);
  return info === undefined ? null : <Members info={info} />;
}

test("all members of a large group are shown when somebody asks, also after a first time that failed", async () => {
  const participants = [participant(ME), participant("ada")];
  const group = conversation({ kind: "group", title: "All hands", participants, participant_count: 3 });
  const answer = vi.fn<() => { status?: number; body: unknown }>(() => ({ status: 503, body: {} }));
  fakeServer({
    "GET /api/conversations": () => ({ body: { items: [group], next_cursor: null } }),
    "GET /api/conversations/c1/participants": answer,
  });
  renderSignedIn(<Group />);
  await vi.waitUntil(() => FakeSocket.opened.length > 0);
  await act(async () => FakeSocket.latest.accept());
  await userEvent.click(await screen.findByRole("button", { name: "Show all members" }));
  expect(await screen.findByRole("alert")).toBeDefined();
  answer.mockReturnValue({ body: { items: [...participants, participant("cleo")], next_cursor: null } });
  await userEvent.click(screen.getByRole("button", { name: "Show all members" }));
  expect(await screen.findByText("CLEO")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Show all members" })).toBeNull();
});
