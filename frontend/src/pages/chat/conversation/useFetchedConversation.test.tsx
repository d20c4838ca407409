import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useChat } from "../../../contexts/ChatContext";
import { conversation } from "../../../testing/factories";
import { fakeServer } from "../../../testing/fakeServer";
import { FakeSocket } from "../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../testing/signedIn";
import { useFetchedConversation } from "./useFetchedConversation";

signIn();
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function Addressed() {
  const exists = useChat((state) => "c1" in state.conversations);
  const missing = useFetchedConversation("c1", exists);
  return <p>{missing ? "missing" : exists ? "there" : "awaited"}</p>;
}

/** Shows what an address names that stands on no list. */
async function shown(answer: () => { status?: number; body?: unknown }): Promise<void> {
  fakeServer({
    "GET /api/conversations": () => ({ body: { items: [], next_cursor: null } }),
    "GET /api/conversations/c1": answer,
  });
  renderSignedIn(<Addressed />);
  await pass(0);
  await act(async () => FakeSocket.latest.accept());
  await pass(0);
}

function pass(ms: number): Promise<void> {
  return act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
}

test("a server that is away for a moment is asked again: the conversation is there", async () => {
  const answer = vi.fn<() => { status?: number; body?: unknown }>(() => ({ status: 503 }));
  await shown(answer);
  screen.getByText("awaited");
  answer.mockReturnValue({ body: conversation() });
  await pass(3_000);
  screen.getByText("there");
  expect(answer).toHaveBeenCalledTimes(2);
});

test("what the server doesn't know is missing", async () => {
  await shown(() => ({ status: 404, body: { code: "not_found" } }));
  screen.getByText("missing");
});
