import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createChatStore } from "../state/store";
import { conversation, entry, ME } from "../testing/factories";
import { LEFT, Trimmer } from "./trimmer";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A conversation in which so much was said. */
function long(count: number) {
  const store = createChatStore(ME);
  store.dispatch({ type: "local.conversations", conversations: [conversation()], isList: true });
  const entries = Array.from({ length: count }, (_, index) => entry(index + 1));
  store.dispatch({ type: "entries", conversation_id: "c1", entries, last_seq: count });
  const trimmer = new Trimmer(store);
  trimmer.trimSoon();
  return { trimmer, log: () => store.getState().conversations.c1?.log };
}

test("what nobody looks at goes, and the log says where it begins", () => {
  const { log } = long(2 * LEFT + 1);
  vi.runAllTimers();
  expect(log()).toMatchObject({ from: LEFT + 2, to: 2 * LEFT + 1 });
  expect(log()?.messages).toHaveLength(LEFT);
});

test("a little is left alone", () => {
  const { log } = long(2 * LEFT);
  vi.runAllTimers();
  expect(log()?.messages).toHaveLength(2 * LEFT);
});

test("what somebody reads stays until they are done", () => {
  const { trimmer, log } = long(2 * LEFT + 1);
  const done = trimmer.hold("c1");
  vi.runAllTimers();
  expect(log()?.messages).toHaveLength(2 * LEFT + 1);
  done();
  vi.runAllTimers();
  expect(log()?.messages).toHaveLength(LEFT);
});
