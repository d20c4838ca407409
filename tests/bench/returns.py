"""People who come back: to what was queued while they were away, and to logs that went on without them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.frames import request
from tests.bench.lines import Line, Lines
from tests.bench.pairs import CONTENT
from tests.bench.stage import Stage
from tests.harness import User

IN_FLIGHT = 16
SETTLE = 2.0
"""Seconds in which the rows of the queue are written."""
RETRY_AFTER = 1.0
LIMIT = 60.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds from the first connect until everyone had everything; `refusals` by a busy server on the way."""

    people: int
    entries_each: int
    seconds: float
    refusals: int


class Writers:
    """Each line writes `count` messages to its conversation, so many in flight, and waits for their acks."""

    def __init__(self, conversations: Sequence[str], count: int) -> None:
        self._conversations = conversations
        self._count = count
        self._sent = [0] * len(conversations)
        self.missing = count * len(conversations)

    def take(self, line: Line, payload: bytes) -> None:
        if payload.startswith(b'{"type":"ack"'):
            self.missing -= 1
            self.write(line)
        elif payload.startswith(b'{"type":"error"'):
            raise RuntimeError(payload)

    def write(self, line: Line) -> None:
        """Send the line's next message, if it has one left."""
        if self._sent[line.tag] < self._count:
            self._sent[line.tag] += 1
            name, chat = f"w{self._sent[line.tag]:08}", self._conversations[line.tag]
            line.send(request("message.send", client_id=name, conversation_id=chat, kind="text", content=CONTENT))


class Queued:
    """Counts what each line is sent of its queue; nobody is waited for when all have all."""

    def __init__(self, people: int, entries: int) -> None:
        self._missing = [entries] * people
        self.waiting = people

    def take(self, line: Line, payload: bytes) -> None:
        if payload.startswith(b'{"type":"queue"'):
            self._missing[line.tag] -= payload.count(b'"message_id"')
            self.waiting -= self._missing[line.tag] == 0
        elif payload.startswith(b'{"type":"error"'):
            raise RuntimeError(payload)


class Synced:
    """Each line sends `sync` as it becomes ready, and again where the server is too busy, until it holds its log."""

    def __init__(self, conversations: Sequence[str], entries: int) -> None:
        self._conversations = conversations
        self._entries = entries
        self._held = [0] * 2 * len(conversations)
        self._again: deque[tuple[float, Line]] = deque()
        self.waiting = 2 * len(conversations)
        self.refusals = 0

    def ask(self, line: Line) -> None:
        """Send the `sync`."""
        cursors = {self._conversations[line.tag // 2]: self._held[line.tag]}
        line.send(request("sync", id="s", cursors=cursors))

    def take(self, line: Line, payload: bytes) -> None:
        if payload.startswith(b'{"type":"entries"'):
            at = payload.rfind(b'"last_seq":') + 11
            self._held[line.tag] = int(payload[at : payload.find(b"}", at)])
        elif payload.startswith(b'{"type":"sync.done"'):
            if self._held[line.tag] != self._entries:
                raise RuntimeError(f"synced, but only up to {self._held[line.tag]} of {self._entries}")
            self.waiting -= 1
        elif payload.startswith(b'{"type":"error"') and b'"id":"s"' in payload:
            self.refusals += 1
            self._again.append((time.perf_counter() + RETRY_AFTER, line))

    def done(self) -> bool:
        """Whether all hold all; those who were refused ask again when it is time."""
        while self._again and self._again[0][0] < time.perf_counter():
            self.ask(self._again.popleft()[1])
        return not self.waiting


def offline(stage: Stage, people: int, entries: int) -> Figures:
    """As many writers each leave `entries` for somebody who is away; then all those sign in at once."""
    everyone = stage.people(2 * people)
    conversations = stage.pairs(everyone)
    _write(stage, everyone[0::2], conversations, entries)
    work = Queued(people, entries)
    with Lines(stage.server.port, work.take) as lines:
        lines.run(SETTLE)
        began = time.perf_counter()
        lines.open([person.token for person in everyone[1::2]])
        lines.run(LIMIT, lambda: not work.waiting)
        return _figures(work.waiting, people, entries, began, lines.refusals)


def reconnects(stage: Stage, people: int, entries: int) -> Figures:
    """Everyone held the start of a log of `entries`, and comes back at once with a `sync` from there."""
    everyone = stage.people(people)
    conversations = stage.pairs(everyone)

    def confirm(line: Line, payload: bytes) -> None:
        at = payload.find(b'"seq":') + 6
        if payload.startswith(b'{"type":"entry"') and (seq := int(payload[at : payload.find(b",", at)])) % 20 == 0:
            line.send(request("receipt", conversation_id=conversations[line.tag], delivered_seq=seq))

    with Lines(stage.server.port, confirm) as lines:
        # The readers are connected and confirm, so nothing is queued; it is another device of theirs that comes back.
        lines.open([person.token for person in everyone[1::2]])
        _write(stage, everyone[0::2], conversations, entries, beside=lines)
    work = Synced(conversations, entries)
    with Lines(stage.server.port, work.take) as lines:
        began = time.perf_counter()
        lines.open([person.token for person in everyone], then=work.ask)
        lines.run(LIMIT, work.done)
        return _figures(work.waiting, people, entries, began, lines.refusals + work.refusals)


def _write(
    stage: Stage, writers: Sequence[User], chats: Sequence[str], entries: int, beside: Lines | None = None
) -> None:
    work = Writers(chats, entries)
    with Lines(stage.server.port, work.take) as lines:
        for line in lines.open([writer.token for writer in writers]):
            for _ in range(min(IN_FLIGHT, entries)):
                work.write(line)
        while work.missing:
            lines.turn(0.1)
            if beside:
                beside.turn(0.0)


def _figures(waiting: int, people: int, entries: int, began: float, refusals: int) -> Figures:
    if waiting:
        raise RuntimeError(f"{waiting} of {people} did not get everything in {LIMIT:g} s")
    return Figures(people, entries, time.perf_counter() - began, refusals)
