import { act } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useChat } from "../../../../contexts/ChatContext";
import { conversation, entry, ME } from "../../../../testing/factories";
import { fakeServer } from "../../../../testing/fakeServer";
import { FakeSocket } from "../../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../../testing/signedIn";
import { Announcer } from "./Announcer";

signIn();

function Shown() {
  return useChat((state) => state.loaded) && <Announcer id="c1" />;
}

/** Somebody listens to the conversation. */
async function listen(): Promise<HTMLElement> {
  fakeServer({
    "GET /api/users/me": () => ({ body: { id: ME } }),
    "GET /api/contacts": () => ({ body: { items: [] } }),
    "GET /api/conversations": () => ({ body: { items: [conversation({ last_seq: 1 })], next_cursor: null } }),
  });
  renderSignedIn(<Shown />);
  act(() => FakeSocket.latest.accept());
  return vi.waitFor(() => {
    const region = document.querySelector<HTMLElement>("[aria-live]");
    if (region === null) throw new Error("nothing is announced yet");
    return region;
  });
}

function arrive(...seqs: number[]): void {
  act(() => {
    for (const seq of seqs)
      FakeSocket.latest.receive({ type: "entry", conversation_id: "c1", entry: entry(seq) });
  });
}

test("each of a few that come together is read", async () => {
  const region = await listen();
  arrive(2, 3, 4);
  await vi.waitFor(() => expect(region.textContent).toBe("BOB: message 2\nBOB: message 3\nBOB: message 4"));
});

test("of many at once the number is told, and the last is read", async () => {
  const region = await listen();
  arrive(2, 3, 4, 5, 6);
  await vi.waitFor(() => expect(region.textContent).toBe("5 new messages.\nBOB: message 6"));
});

test("what comes later is added, and what was there before is not read", async () => {
  const region = await listen();
  arrive(2);
  await vi.waitFor(() => expect(region.textContent).toBe("BOB: message 2"));
  arrive(3);
  await vi.waitFor(() => expect(region.textContent).toBe("BOB: message 2BOB: message 3"));
});
