import { beforeEach, expect, test } from "vitest";
import type { Input } from "../state/reducer";
import { type ChatStore, createChatStore } from "../state/store";
import { conversation, entry, ME, pending } from "../testing/factories";
import { type ConnectionStore, createConnectionStore } from "./connection";
import { Mirror } from "./mirror";
import type { TabMessage } from "./tabs";

interface Tab {
  store: ChatStore;
  connection: ConnectionStore;
  mirror: Mirror;
  frames: string[];
}

/** Messages between tabs arrive later, and in order. */
let underway: { from: Tab; message: TabMessage }[];
let tabs: Tab[];
beforeEach(() => {
  underway = [];
  tabs = [];
});

function openTab(): Tab {
  const frames: string[] = [];
  const connection = createConnectionStore();
  const store = createChatStore(ME, (input) => mirror.tell(input));
  const mirror = new Mirror({
    store,
    connection,
    post: (message) => underway.push({ from: tab, message: structuredClone(message) }),
    onFrame: (frame) => frames.push(frame.type),
  });
  const tab = { store, connection, mirror, frames };
  tabs.push(tab);
  return tab;
}

/** All that was said between the tabs arrives; the first one opened leads. */
function deliver(): void {
  for (let next = underway.shift(); next !== undefined; next = underway.shift()) {
    for (const tab of tabs) {
      if (tab === next.from) continue;
      tab.mirror.hear(next.message);
      if (next.message.kind === "hello" && tab === tabs[0]) tab.mirror.welcome(next.message.tab);
    }
  }
}

const listed: Input = { type: "local.conversations", conversations: [conversation()], isList: true };

function live(seq: number): Input {
  return { type: "entry", conversation_id: "c1", entry: entry(seq) };
}

test("what one tab hears and does, all of them show", () => {
  const [leading, other] = [openTab(), openTab()];
  other.mirror.hello();
  deliver();
  leading.store.dispatch(listed);
  leading.store.dispatch(live(1));
  other.store.dispatch({ type: "local.send", pending: pending("k1") });
  deliver();
  expect(other.store.getState()).toEqual(leading.store.getState());
  expect(other.store.getState().conversations.c1?.log.messages).toHaveLength(1);
  expect(leading.store.getState().pending).toHaveLength(1);
  expect(other.frames).toEqual(["entry"]);
});

test("a tab that is alone tells nobody", () => {
  openTab().store.dispatch(listed);
  expect(underway).toEqual([]);
});

test("a tab that comes later takes over what is known, and loses nothing of its own meanwhile", () => {
  const leading = openTab();
  leading.store.dispatch(listed);
  for (const seq of [1, 2, 3]) leading.store.dispatch(live(seq));
  leading.connection.setState({ socket: { phase: "open" }, updating: false });
  const late = openTab();
  late.mirror.hello();
  late.store.dispatch({ type: "local.send", pending: pending("k1") });
  leading.store.dispatch(live(4));
  deliver();
  leading.store.dispatch(live(5));
  deliver();
  expect(late.store.getState()).toEqual(leading.store.getState());
  expect(late.store.getState().pending.map((one) => one.client_id)).toEqual(["k1"]);
  expect(late.connection.getState().socket.phase).toBe("open");
});

test("history that somebody scrolled to stays when another tab takes the lead", () => {
  const [leading, reading] = [openTab(), openTab()];
  reading.mirror.hello();
  deliver();
  leading.store.dispatch({ ...listed, conversations: [conversation({ last_seq: 2 })] } as Input);
  leading.store.dispatch(live(3));
  deliver();
  const page = { items: [entry(1), entry(2)], from_seq: 1, to_seq: 2, at_start: true };
  reading.store.dispatch({ type: "local.page", conversation_id: "c1", page });
  deliver();
  expect(leading.store.getState().conversations.c1?.log.from).toBe(3);
  leading.mirror.hear({ kind: "lead" });
  reading.mirror.hear({ kind: "lead" });
  deliver();
  expect(reading.store.getState().conversations.c1?.log.messages.map((one) => one.seq)).toEqual([1, 2, 3]);
});
