import { act, fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { useChat } from "../../../../contexts/ChatContext";
import { conversation, entry, ME } from "../../../../testing/factories";
import { fakeServer } from "../../../../testing/fakeServer";
import { FakeSocket } from "../../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../../testing/signedIn";
import { History } from "../list/History";
import { ViewProvider } from "../ViewContext";
import { Composer } from "./Composer";

signIn();

function Shown() {
  return (
    useChat((state) => state.loaded) && (
      <ViewProvider>
        <History id="c1" />
        <Composer id="c1" />
      </ViewProvider>
    )
  );
}

/** The field below a log whose last message is one's own. */
async function field(): Promise<HTMLTextAreaElement> {
  const own = entry(1, { sender_id: ME, content: "my words" });
  const list = [conversation({ last_seq: 1, last_entry: own })];
  fakeServer({
    "GET /api/users/me": () => ({ body: { id: ME } }),
    "GET /api/conversations": () => ({ body: { items: list, next_cursor: null } }),
    "GET /api/conversations/c1": () => ({ body: list[0] }),
    "GET /api/conversations/c1/messages": () => ({
      body: { items: [own], from_seq: 1, to_seq: 1, at_start: true, at_end: true },
    }),
  });
  renderSignedIn(<Shown />);
  act(() => FakeSocket.latest.accept());
  await screen.findByRole("log");
  return screen.getByRole<HTMLTextAreaElement>("textbox");
}

test("the empty field runs the way of the page, and what is written its own way", async () => {
  const text = await field();
  expect(text.dir).toBe("");
  fireEvent.change(text, { target: { value: "words" } });
  expect(text.dir).toBe("auto");
});

test("the up arrow edits the last message by itself alone: with Alt it goes to the conversation before", async () => {
  const text = await field();
  for (const held of ["altKey", "ctrlKey", "metaKey", "shiftKey"]) {
    // Not prevented: whoever else listens has it.
    expect(fireEvent.keyDown(text, { key: "ArrowUp", [held]: true })).toBe(true);
    expect(text.value).toBe("");
  }
  expect(fireEvent.keyDown(text, { key: "ArrowUp" })).toBe(false);
  expect(text.value).toBe("my words");
});
