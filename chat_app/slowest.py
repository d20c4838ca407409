"""The slowest recent writes of the log, of all workers of this server: a histogram forgets when they were."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from heapq import nlargest
from pathlib import Path
from time import time

import orjson

from chat_app import metrics

RECENT = 900.0
"""Seconds for which a write is remembered."""
KEPT = 10


@dataclass(frozen=True, slots=True)
class Write:
    """One write of the log: when it ended (Unix time), the seconds it took, and its entries."""

    at: float
    seconds: float
    entries: int


class Slowest:
    """Writes that took longest lately. A quick one costs two comparisons.

    Args:
        folder: where each worker leaves its own for the others; None where there is but one.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._kept: list[Write] = []
        self._bar = 0.0
        self._until = 0.0

    def note(self, seconds: float, entries: int) -> None:
        """A write has ended. Never raises: it happened, whatever becomes of the note."""
        moment = time()
        if seconds <= self._bar and moment < self._until:
            return
        self._kept = _slowest([*self._kept, Write(moment, seconds, entries)], moment)
        self._bar = self._kept[-1].seconds if len(self._kept) == KEPT else 0.0
        self._until = min(write.at for write in self._kept) + RECENT
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._leave(self._folder)

    def seen(self) -> list[Write]:
        """The slowest of all workers, the slowest first."""
        left = self._kept if self._folder is None else _left(self._folder)
        return _slowest(left, time())

    def _leave(self, folder: Path) -> None:
        # Renamed into its place: nobody reads half of it. The process is asked for each time, for workers are forked.
        unfinished = folder / f"slowest_{os.getpid()}.part"
        unfinished.write_bytes(orjson.dumps([asdict(write) for write in self._kept]))
        unfinished.replace(unfinished.with_suffix(".json"))


def _left(folder: Path) -> Iterator[Write]:
    for path in folder.glob("slowest_*.json"):
        yield from (Write(**fields) for fields in orjson.loads(path.read_bytes()))


def _slowest(writes: Iterable[Write], moment: float) -> list[Write]:
    recent = [write for write in writes if write.at > moment - RECENT]
    return nlargest(KEPT, recent, key=lambda write: write.seconds)


COMMITS = Slowest(metrics.counts_folder())
