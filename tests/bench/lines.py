"""Thousands of WebSockets in one process, by one epoll: so that the load costs far less than the server.

A client library would cost more cycles a message than the server itself, on the same two cores.
"""

from __future__ import annotations

import select
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence

from tests.bench.frames import CLOSE, PING, PONG, client_frame, handshake, request, split

RECEIVE_BYTES = 262_144
SOURCES = 32
"""Loopback addresses to call from: each has 28,000 ports, and the server bounds the sockets of an address."""
AT_ONCE = 256
"""Sockets that may be opening at the same time, far below the server's backlog."""
RESTART = (1012).to_bytes(2, "big")
COME_AGAIN = 0.5
"""Seconds after which a client that was sent away comes back."""

Take = Callable[["Line", bytes], None]
Then = Callable[["Line"], None]


class Line:
    """One socket; `tag` is whatever the work knows it by."""

    __slots__ = ("began", "first", "ready_at", "rest", "sock", "state", "tag")

    def __init__(self, sock: socket.socket, tag: int, first: bytes | None) -> None:
        self.sock = sock
        self.tag = tag
        self.first = first
        self.state = "connecting"
        self.rest = b""
        self.began = time.perf_counter()
        self.ready_at = 0.0

    def send(self, frame: bytes) -> None:
        """Send a whole frame; a server that takes so little that it does not fit is a failure of the run."""
        if self.sock.send(frame) != len(frame):
            raise RuntimeError("the server did not take a whole frame")


class Lines:
    """All sockets of a run.

    Args:
        take: called with every text frame that arrives on a line that is ready.
    """

    def __init__(self, port: int, take: Take) -> None:
        self.take = take
        self._port = port
        self._epoll = select.epoll()
        self._by_fileno: dict[int, Line] = {}
        self._ready = self._opening = 0
        self._then: Then | None = None
        self._refused: deque[tuple[float, int]] = deque()
        self.refusals = 0

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._by_fileno.values():
            line.sock.close()
        self._epoll.close()

    def open(self, tokens: Sequence[str | None], *, then: Then | None = None, timeout: float = 60.0) -> list[Line]:
        """Open a socket for each token, tagged by its place; returns once the server has said `ready` to all.

        Without a token a line is ready after the handshake. `then` is called with each line as it becomes ready.
        """
        self._then = then
        firsts = [request("auth", token=token) if token else None for token in tokens]
        waiting = deque(range(len(tokens)))
        opened: dict[int, Line] = {}
        self._ready, self._opening, deadline = 0, 0, time.perf_counter() + timeout
        while self._ready < len(tokens):
            while self._refused and self._refused[0][0] < time.perf_counter():
                waiting.append(self._refused.popleft()[1])
            while waiting and self._opening < AT_ONCE:
                tag = waiting.popleft()
                opened[tag] = self._connect(tag, firsts[tag], opened.get(tag))
            self.turn(0.1)
            if time.perf_counter() > deadline:
                raise RuntimeError(f"only {self._ready} of {len(tokens)} sockets were ready after {timeout:g} s")
        return [opened[tag] for tag in range(len(tokens))]

    def close(self, lines: Sequence[Line]) -> None:
        """Close sockets as a client that goes away does: with a close frame."""
        for line in lines:
            del self._by_fileno[line.sock.fileno()]
            line.sock.send(client_frame(b"\x03\xe8", CLOSE))
            line.sock.close()

    def run(self, seconds: float, done: Callable[[], bool] = lambda: False) -> None:
        """Serve the sockets for so long, or until `done`."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and not done():
            self.turn(min(left, 0.1))

    def turn(self, timeout: float) -> None:
        """Wait for something to arrive, and take it."""
        for fileno, _ in self._epoll.poll(timeout):
            line = self._by_fileno[fileno]
            if line.state == "connecting":
                self._begin(line)
            else:
                self._receive(line)

    def _connect(self, tag: int, first: bytes | None, before: Line | None) -> Line:
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.bind((f"127.0.0.{2 + tag % SOURCES}", 0))
        sock.connect_ex(("127.0.0.1", self._port))
        self._opening += 1
        line = Line(sock, tag, first)
        if before is not None:
            line.began = before.began
        self._by_fileno[sock.fileno()] = line
        self._epoll.register(sock.fileno(), select.EPOLLOUT)
        return line

    def _begin(self, line: Line) -> None:
        if error := line.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(error, "could not connect")
        line.send(handshake(self._port))
        line.state = "handshake"
        self._epoll.modify(line.sock.fileno(), select.EPOLLIN)

    def _receive(self, line: Line) -> None:
        data = line.sock.recv(RECEIVE_BYTES)
        if not data:
            raise RuntimeError(f"the server ended a socket that was {line.state}")
        if line.state == "handshake":
            self._shake(line, line.rest + data)
            return
        frames, line.rest = split(line.rest + data if line.rest else data)
        for opcode, payload in frames:
            if opcode == PING:
                line.send(client_frame(payload, PONG))
            elif opcode == CLOSE:
                self._closed(line, payload)
            elif line.state == "ready":
                self.take(line, payload)
            elif payload.startswith(b'{"type":"ready"'):
                self._is_ready(line)

    def _closed(self, line: Line, payload: bytes) -> None:
        if line.state == "ready" or not payload.startswith(RESTART):
            raise RuntimeError(f"the server closed a socket: {int.from_bytes(payload[:2], 'big')} {payload[2:]!r}")
        # It is too busy and says so: a client comes again a moment later.
        del self._by_fileno[line.sock.fileno()]
        line.sock.close()
        self.refusals += 1
        self._opening -= 1
        self._refused.append((time.perf_counter() + COME_AGAIN, line.tag))

    def _shake(self, line: Line, data: bytes) -> None:
        head, end, line.rest = data.partition(b"\r\n\r\n")
        if not end:
            line.rest = data
        elif b" 101 " not in head[:16]:
            raise RuntimeError(f"the server refused a handshake: {head!r}")
        elif line.first is None:
            self._is_ready(line)
        else:
            line.state = "auth"
            line.send(line.first)

    def _is_ready(self, line: Line) -> None:
        line.state = "ready"
        line.ready_at = time.perf_counter()
        self._ready += 1
        self._opening -= 1
        if self._then is not None:
            self._then(line)
