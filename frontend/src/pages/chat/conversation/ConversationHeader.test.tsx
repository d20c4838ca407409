import { act, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { conversation, ME, participant } from "../../../testing/factories";
import { fakeServer } from "../../../testing/fakeServer";
import { FakeSocket } from "../../../testing/fakeSocket";
import { renderSignedIn, signIn } from "../../../testing/signedIn";
import { ConversationHeader } from "./ConversationHeader";

signIn();

test("a large group is as large as the server says, however few of it are known", async () => {
  const participants = [participant(ME), participant("ada")];
  const group = conversation({ kind: "group", title: "All hands", participants, participant_count: 300 });
  fakeServer({ "GET /api/conversations": () => ({ body: { items: [group], next_cursor: null } }) });
  renderSignedIn(<ConversationHeader id="c1" />);
  await vi.waitUntil(() => FakeSocket.opened.length > 0);
  await act(async () => FakeSocket.latest.accept());
  expect(await screen.findByText("300 members")).toBeDefined();
});
