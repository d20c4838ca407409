import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSocket } from "../testing/fakeSocket";
import { ChatSocket, type SocketOptions, type SocketStatus } from "./socket";

let statuses: SocketStatus[];
let socket: ChatSocket;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.spyOn(Math, "random").mockReturnValue(1);
  FakeSocket.opened = [];
  statuses = [];
});

afterEach(() => {
  socket.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function start(options: Partial<SocketOptions> = {}): ChatSocket {
  socket = new ChatSocket({
    url: "ws://chat.example/ws",
    token: () => "token",
    renew: async () => true,
    onFrame: () => undefined,
    onStatus: (status) => statuses.push(status),
    ...options,
  });
  socket.start();
  return socket;
}

function phase(): string | undefined {
  return statuses.at(-1)?.phase;
}

test("auth is the first frame, and the token stands in no address", () => {
  start();
  FakeSocket.latest.accept();
  expect(FakeSocket.latest.sent).toEqual([{ type: "auth", token: "token" }]);
  expect(FakeSocket.latest.url).not.toContain("token");
  expect(phase()).toBe("open");
});

test("nothing is sent before the server said ready", () => {
  start();
  expect(socket.send({ type: "ping" })).toBe(false);
});

test("each loss in a row waits longer", async () => {
  start();
  FakeSocket.latest.lose();
  await vi.advanceTimersByTimeAsync(499);
  expect(FakeSocket.opened).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(FakeSocket.opened).toHaveLength(2);
  FakeSocket.latest.lose();
  await vi.advanceTimersByTimeAsync(999);
  expect(FakeSocket.opened).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(FakeSocket.opened).toHaveLength(3);
});

test("a connection that lasted starts the waits anew", async () => {
  start();
  FakeSocket.latest.lose();
  await vi.advanceTimersByTimeAsync(500);
  FakeSocket.latest.accept();
  await vi.advanceTimersByTimeAsync(5_000);
  FakeSocket.latest.lose();
  await vi.advanceTimersByTimeAsync(500);
  expect(FakeSocket.opened).toHaveLength(3);
});

test("a quiet line is asked, and a silent one given up after 45 seconds", async () => {
  start();
  const first = FakeSocket.latest;
  first.accept();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(first.sentOf("ping")).not.toHaveLength(0);
  await vi.advanceTimersByTimeAsync(24_000);
  expect(phase()).toBe("open");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(phase()).toBe("waiting");
});

test("a hidden page, whose timers sleep for a minute, asks before it gives a line up", async () => {
  start();
  const first = FakeSocket.latest;
  first.accept();
  vi.setSystemTime(Date.now() + 60_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(phase()).toBe("open");
  first.receive({ type: "pong" });
  vi.setSystemTime(Date.now() + 60_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(first.sentOf("ping")).toHaveLength(2);
  expect(phase()).toBe("open");
  vi.setSystemTime(Date.now() + 60_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(phase()).toBe("waiting");
});

test("any frame keeps the line alive", async () => {
  start();
  FakeSocket.latest.accept();
  for (let answer = 0; answer < 10; answer++) {
    await vi.advanceTimersByTimeAsync(20_000);
    FakeSocket.latest.receive({ type: "pong" });
  }
  expect(phase()).toBe("open");
});

test("coming online tries at once, whatever the wait", async () => {
  start();
  for (let loss = 0; loss < 6; loss++) {
    FakeSocket.latest.lose();
    await vi.advanceTimersByTimeAsync(30_000);
  }
  FakeSocket.latest.lose();
  const before = FakeSocket.opened.length;
  dispatchEvent(new Event("online"));
  expect(FakeSocket.opened).toHaveLength(before + 1);
});

test("while the page is in sight no wait is longer than ten seconds", async () => {
  start();
  for (let loss = 0; loss < 8; loss++) {
    FakeSocket.latest.lose();
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(FakeSocket.opened).toHaveLength(9);
});

test("who wants to write waits no longer, and can't make it hammer", async () => {
  start();
  const lost = () => FakeSocket.latest.lose();
  for (let loss = 0; loss < 6; loss++) {
    lost();
    await vi.advanceTimersByTimeAsync(10_000);
  }
  lost();
  socket.wake();
  expect(FakeSocket.opened).toHaveLength(8);
  lost();
  socket.wake();
  expect(FakeSocket.opened).toHaveLength(8);
  await vi.advanceTimersByTimeAsync(1_000);
  socket.wake();
  expect(FakeSocket.opened).toHaveLength(9);
});

test.each([1008, 4429])("a close with %i is a refusal with its reason, not a lost line", async (code) => {
  start();
  FakeSocket.latest.accept();
  FakeSocket.latest.lose(code, "Too many.");
  expect(statuses.at(-1)).toEqual({ phase: "refused", reason: "Too many." });
  socket.wake();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(FakeSocket.opened).toHaveLength(1);
  socket.retryNow();
  expect(FakeSocket.opened).toHaveLength(2);
});

test("going offline lets go of the socket and says so", () => {
  start();
  FakeSocket.latest.accept();
  dispatchEvent(new Event("offline"));
  expect(phase()).toBe("offline");
  expect(FakeSocket.latest.readyState).toBe(3);
});

test("a refused token is renewed before the next try", async () => {
  let token = "old";
  start({
    token: () => token,
    renew: async () => {
      token = "new";
      return true;
    },
  });
  FakeSocket.latest.lose(4401);
  await vi.advanceTimersByTimeAsync(500);
  FakeSocket.latest.accept();
  expect(FakeSocket.latest.sent[0]).toEqual({ type: "auth", token: "new" });
});

test("a token that can't be renewed ends it", async () => {
  start({ renew: async () => false });
  FakeSocket.latest.lose(4401);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(phase()).toBe("stopped");
  expect(FakeSocket.opened).toHaveLength(1);
});

test("a server that can't be asked for a token is no sign-out", async () => {
  start({ renew: () => Promise.reject(new Error("no route")) });
  FakeSocket.latest.lose(4401);
  await vi.advanceTimersByTimeAsync(500);
  expect(FakeSocket.opened).toHaveLength(2);
});

test("a page that comes to the front replaces a line that doesn't answer", async () => {
  start();
  FakeSocket.latest.accept();
  await vi.advanceTimersByTimeAsync(1_000);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(FakeSocket.latest.sentOf("ping")).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(FakeSocket.opened).toHaveLength(2);
});

test("what is no frame is dropped", () => {
  const frames: unknown[] = [];
  start({ onFrame: (frame) => frames.push(frame) });
  FakeSocket.latest.accept();
  for (const text of ["<html>", "null", "[]", '{"no":"type"}']) FakeSocket.latest.receiveText(text);
  expect(frames).toHaveLength(1);
});
