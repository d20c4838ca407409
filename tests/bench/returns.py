"""People who come back: to what was queued while they were away, and to logs that went on without them."""

from __future__ import annotations

import time
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


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds from the first connect until everyone had everything."""

    people: int
    entries_each: int
    seconds: float


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


class Returning:
    """Counts what each line received; done when all have all, and the answer to `sync` where one was asked."""

    def __init__(self, people: int, entries: int, *, synced: bool) -> None:
        self._missing = [entries] * people
        self._seen: list[set[bytes]] = [set() for _ in range(people)]
        self._synced = synced
        self.waiting = people

    def take(self, line: Line, payload: bytes) -> None:
        if payload.startswith(b'{"type":"error"'):
            raise RuntimeError(payload)
        if self._synced:
            if payload.startswith(b'{"type":"entries"'):
                self._missing[line.tag] -= payload.count(b'"message_id"')
            elif payload.startswith(b'{"type":"sync.done"'):
                self._done(line)
        elif payload.startswith(b'{"type":"queue"'):
            self._missing[line.tag] -= payload.count(b'"message_id"')
            if self._missing[line.tag] <= 0:
                self._done(line)

    def _done(self, line: Line) -> None:
        if self._missing[line.tag]:
            raise RuntimeError(f"a socket was sent {-self._missing[line.tag]} entries too many")
        self.waiting -= 1


def offline(stage: Stage, people: int, entries: int) -> Figures:
    """As many writers each leave `entries` for somebody who is away; then all those sign in at once."""
    everyone = stage.people(2 * people)
    conversations = stage.pairs(everyone)
    _write(stage, everyone[0::2], conversations, entries)
    returning = Returning(people, entries, synced=False)
    with Lines(stage.server.port, returning.take) as lines:
        lines.run(SETTLE)
        began = time.perf_counter()
        lines.open([person.token for person in everyone[1::2]])
        lines.run(60.0, lambda: not returning.waiting)
        return _figures(returning, people, entries, began)


def reconnects(stage: Stage, people: int, entries: int) -> Figures:
    """Everyone held the start of a log of `entries`, and comes back at once with a `sync` from there."""
    everyone = stage.people(people)
    conversations = stage.pairs(everyone)
    with Lines(stage.server.port, lambda line, payload: None) as lines:
        # While connected nothing is queued for them: the usual case of a network that breaks for everyone.
        lines.open([person.token for person in everyone[1::2]])
        _write(stage, everyone[0::2], conversations, entries, beside=lines)
    returning = Returning(people, entries, synced=True)
    with Lines(stage.server.port, returning.take) as lines:
        began = time.perf_counter()
        lines.open(
            [person.token for person in everyone],
            then=lambda line: line.send(request("sync", cursors={conversations[line.tag // 2]: 0})),
        )
        lines.run(60.0, lambda: not returning.waiting)
        return _figures(returning, people, entries, began)


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


def _figures(returning: Returning, people: int, entries: int, began: float) -> Figures:
    if returning.waiting:
        raise RuntimeError(f"{returning.waiting} of {people} did not get everything")
    return Figures(people, entries, time.perf_counter() - began)
