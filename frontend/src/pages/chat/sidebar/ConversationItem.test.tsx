import { act, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { useChat } from "../../../contexts/ChatContext";
import { BOB, conversation, entry, ME } from "../../../testing/factories";
import { fakeServer } from "../../../testing/fakeServer";
import { FakeSocket } from "../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../testing/signedIn";
import { ConversationItem } from "./ConversationItem";

signIn();

function Shown() {
  return useChat((state) => state.loaded) && <ConversationItem id="c1" open={false} />;
}

test("names run their own way, whichever way the page does: none loses its beginning or its colon", async () => {
  const said = entry(1, { sender_id: BOB, content: "please look" });
  const group = conversation({ kind: "group", title: "Harbour works", last_seq: 1, last_entry: said });
  fakeServer({
    "GET /api/users/me": () => ({ body: { id: ME } }),
    "GET /api/conversations": () => ({ body: { items: [group], next_cursor: null } }),
  });
  renderSignedIn(<Shown />);
  act(() => FakeSocket.latest.accept());
  expect((await screen.findByText("Harbour works")).dir).toBe("auto");
  const by = screen.getByText("BOB", { selector: "bdi" });
  expect(by.parentElement?.textContent).toBe("BOB: ");
});
