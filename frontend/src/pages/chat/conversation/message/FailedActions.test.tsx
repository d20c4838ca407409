import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { useChat } from "../../../../contexts/ChatContext";
import { useSession } from "../../../../contexts/SocketContext";
import { conversation, entry, ME } from "../../../../testing/factories";
import { fakeServer } from "../../../../testing/fakeServer";
import { FakeSocket } from "../../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../../testing/signedIn";
import { FailedChanges } from "./FailedActions";

signIn();

/** What is said below a message of one's own, and a way to edit it. */
function Shown() {
  const { outbox } = useSession();
  const loaded = useChat((state) => state.loaded);
  if (!loaded) return null;
  return (
    <>
      <button type="button" onClick={() => outbox.editMessage("c1", "m1", "better")}>
        edit
      </button>
      <FailedChanges messageId="m1" />
    </>
  );
}

test("an edit that the server refuses can be tried again, or let be", async () => {
  const user = userEvent.setup();
  const list = [conversation({ last_seq: 1, last_entry: entry(1, { sender_id: ME }) })];
  fakeServer({
    "GET /api/users/me": () => ({ body: { id: ME } }),
    "GET /api/conversations": () => ({ body: { items: list, next_cursor: null } }),
  });
  renderSignedIn(<Shown />);
  await vi.waitFor(() => expect(FakeSocket.opened).toHaveLength(1));
  act(() => FakeSocket.latest.accept());
  await user.click(await screen.findByRole("button", { name: "edit" }));
  const refuse = async (times: number) => {
    await vi.waitFor(() => expect(FakeSocket.latest.sentOf("message.edit")).toHaveLength(times));
    const client_id = FakeSocket.latest.sentOf("message.edit").at(-1)?.client_id ?? "";
    act(() => FakeSocket.latest.receive({ type: "error", code: "invalid", detail: "Too late.", client_id }));
  };
  await refuse(1);
  expect((await screen.findByRole("alert")).textContent).toContain("The edit wasn’t saved. Too late.");
  await user.click(screen.getByRole("button", { name: "Retry" }));
  await refuse(2);
  await user.click(await screen.findByRole("button", { name: "Dismiss" }));
  expect(screen.queryByRole("alert")).toBeNull();
});
