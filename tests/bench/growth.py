"""What a page, a sync and a send cost as the log grows: over many conversations, and in one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from tests.bench.frames import request
from tests.bench.lines import Line, Lines
from tests.bench.pairs import CONTENT
from tests.bench.stage import Stage
from tests.harness import User

TRIES = 60
PAGE = 50
FILLERS = 4
"""Sockets that fill, each with IN_FLIGHT messages on their way."""
IN_FLIGHT = 50


@dataclass(frozen=True, slots=True)
class Point:
    """Median milliseconds at so many stored messages; `fill` is the messages a second on the way there."""

    conversations: int
    stored: int
    fill: float
    newest_page: float
    middle_page: float
    sync: float
    send: float
    store_rss: int
    app_rss: int


class Writer:
    """One person on several sockets, writing round the conversations; `deliver` is where other frames go."""

    def __init__(self, chats: list[str], name: str) -> None:
        self._chats = chats
        self._name = name
        self._sent = 0
        self.acked = 0
        self.goal = 0
        self.synced = 0

    def take(self, line: Line, payload: bytes) -> None:
        if payload.startswith(b'{"type":"ack"'):
            self.acked += 1
            self.write(line)
        elif payload.startswith(b'{"type":"sync.done"'):
            self.synced += 1
        elif payload.startswith(b'{"type":"error"'):
            raise RuntimeError(payload)

    def write(self, line: Line) -> None:
        """Send the next message, unless the goal is reached."""
        if self._sent < self.goal:
            chat = self._chats[self._sent % len(self._chats)]
            name = f"{self._name}{self._sent:09}"
            self._sent += 1
            line.send(request("message.send", client_id=name, conversation_id=chat, kind="text", content=CONTENT))


def run(stage: Stage, conversations: int, sizes: list[int]) -> Iterator[Point]:
    """Fill through the server up to each of `sizes`, and measure there."""
    writer, *others = stage.people(1 + conversations)
    chats = [stage.server.direct_conversation(writer, other).id for other in others]
    work = Writer(chats, "f")
    with Lines(stage.server.port, work.take) as lines:
        # The other side is connected too, so that nothing is queued.
        lines.open([other.token for other in others])
        opened = lines.open([writer.token] * FILLERS)
        for size in sizes:
            rate = fill(lines, opened, work, size)
            lines.run(2.0)
            yield _measure(stage, lines, opened[0], work, writer, chats, rate)


def fill(lines: Lines, opened: list[Line], work: Writer, size: int) -> float:
    """Write through the server until `size` messages are acknowledged; returns the messages a second."""
    began, before, work.goal = time.perf_counter(), work.acked, size
    for line in opened:
        for _ in range(IN_FLIGHT):
            work.write(line)
    lines.run(3_600.0, lambda: work.acked == size)
    return (size - before) / (time.perf_counter() - began)


def _measure(
    stage: Stage, lines: Lines, line: Line, work: Writer, writer: User, chats: list[str], fill: float
) -> Point:
    stored = work.acked
    last = stored // len(chats)

    def page(query: str) -> None:
        writer.http.get(f"/api/conversations/{chats[0]}/messages?limit={PAGE}{query}").ok(200)

    def sync() -> None:
        done = work.synced + 1
        # Where there are many, the others are named as held: this is the cost of one that is behind.
        cursors = dict.fromkeys(chats, last) | {chats[0]: max(0, last - PAGE)}
        line.send(request("sync", cursors=cursors))
        lines.run(30.0, lambda: work.synced == done)

    def send() -> None:
        work.goal += 1
        work.write(line)
        lines.run(30.0, lambda: work.acked == work.goal)

    newest, middle, synced = _timed(lambda: page("")), _timed(lambda: page(f"&around={last // 2}")), _timed(sync)
    sent = _timed(send)
    usage = stage.meter.read()
    return Point(len(chats), stored, fill, newest, middle, synced, sent, usage.store_rss, usage.app_rss)


def _timed(action: Callable[[], None]) -> float:
    """The median of its times, in milliseconds."""
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return 1e3 * median(times)
