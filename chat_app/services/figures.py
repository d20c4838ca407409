"""What all servers do at this moment, for those in charge: each counts, and shows it to the others while one looks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import attrgetter
from time import time
from typing import Self

import gevent
import orjson
import structlog

from chat_app import metrics
from chat_app.bus.interface import Board, Bus
from chat_app.counts import Counts
from chat_app.slowest import COMMITS, Write

logger = structlog.stdlib.get_logger(__name__)

PAUSE = 3.0
"""Seconds between two looks whether others want to see what this server counts. Counting it takes some milliseconds."""

TOTALS = {
    "frames": "chat_frames_total",
    "entries": "chat_commit_entries_sum",
    "slow_readers": "chat_slow_readers_total",
    "rate_limited": "chat_rate_limited_total",
    "auth_failures": "chat_auth_failures_total",
}
"""Each total, and the sample that tells it."""


@dataclass(frozen=True, slots=True)
class Durations:
    """A histogram since the server started: how many, the seconds of all together, and how many took at most so long.

    The bound of the last bucket is None: it holds all of them.
    """

    count: int
    sum: float
    buckets: list[tuple[float | None, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the workers of one server counted, together, until a moment (Unix time). Nothing of what anybody wrote."""

    server: str
    at: float
    bus_up: bool
    connections: int
    totals: dict[str, int]
    ack_seconds: Durations
    commit_seconds: Durations
    slowest_commits: list[Write]

    @classmethod
    def read(cls, shown: bytes) -> Self:
        """Those that a server showed."""
        fields = orjson.loads(shown)
        for name in ("ack_seconds", "commit_seconds"):
            fields[name]["buckets"] = [(bound, count) for bound, count in fields[name]["buckets"]]
            fields[name] = Durations(**fields[name])
        fields["slowest_commits"] = [Write(**write) for write in fields["slowest_commits"]]
        return cls(**fields)


class Servers:
    """All servers of the installation, as far as they are known here.

    Args:
        name: this one's: no other server may have it.
        board: None where there is no other.
    """

    def __init__(self, name: str, bus: Bus, board: Board | None) -> None:
        self._name = name
        self._bus = bus
        self._board = board

    def start(self) -> None:
        """Show what this server counts whenever somebody looks; goes on as long as the process."""
        if self._board is not None:
            gevent.spawn(self._show_forever, self._board)

    def seen(self) -> list[Figures]:
        """The figures of each server, by name. Of the others those of some seconds ago, and, for somebody who has not
        looked lately, none yet; while Redis is away, just the own ones.
        """
        own = self._own()
        if self._board is None:
            return [own]
        self._board.show(self._name, orjson.dumps(own))
        others = [each for each in map(Figures.read, self._board.look()) if each.server != self._name]
        return sorted([own, *others], key=attrgetter("server"))

    def _own(self) -> Figures:
        counts = Counts(
            metrics.CONNECTIONS,
            metrics.FRAMES,
            metrics.COMMIT_ENTRIES,
            metrics.SLOW_READERS,
            metrics.RATE_LIMITED,
            metrics.AUTH_FAILURES,
            metrics.ACK_SECONDS,
            metrics.COMMIT_SECONDS,
        )
        return Figures(
            server=self._name,
            at=time(),
            bus_up=self._bus.up,
            connections=int(counts.total("chat_connections")),
            totals={name: int(counts.total(sample)) for name, sample in TOTALS.items()},
            ack_seconds=_durations(counts, "chat_ack_seconds"),
            commit_seconds=_durations(counts, "chat_commit_seconds"),
            slowest_commits=COMMITS.seen(),
        )

    def _show_forever(self, board: Board) -> None:
        while True:
            gevent.sleep(PAUSE)
            try:
                if board.is_wanted(self._name):
                    board.show(self._name, orjson.dumps(self._own()))
            except Exception:
                logger.exception("what this server counts could not be shown")


def _durations(counts: Counts, name: str) -> Durations:
    buckets = counts.buckets(f"{name}_bucket")
    return Durations(
        count=buckets[-1][1] if buckets else 0,
        sum=counts.total(f"{name}_sum"),
        buckets=[(None if math.isinf(bound) else bound, count) for bound, count in buckets],
    )
