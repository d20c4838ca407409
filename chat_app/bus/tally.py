"""Counts of what went wrong lately, and the pauses that follow: in the memory of a process, or shared by all nodes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from pydantic import SecretStr

MEMORY = 3_600
"""Seconds after the last time until a count begins anew."""
MAX_KEYS = 100_000
"""Counts kept in a process, some 20 MB; the one longest untouched goes first."""


class Tally(Protocol):
    """What a guard counts by."""

    def count(self, key: str) -> int:
        """How often that happened lately."""

    def add(self, key: str) -> int:
        """It happened once more; returns how often by now."""

    def hold(self, key: str, seconds: float) -> None:
        """Begin a pause for that key; a longer one that runs goes on."""

    def held(self, key: str) -> float:
        """Seconds until its pause ends; 0 without one."""

    def forget(self, key: str) -> None:
        """Begin anew with that key."""


@dataclass(slots=True)
class _Record:
    count: int = 0
    touched: float = 0.0
    free_at: float = 0.0


class MemoryTally:
    """`Tally` for one process."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def count(self, key: str) -> int:
        record = self._live(key)
        return record.count if record else 0

    def add(self, key: str) -> int:
        record = self._touched(key)
        record.count += 1
        return record.count

    def hold(self, key: str, seconds: float) -> None:
        record = self._touched(key)
        record.free_at = max(record.free_at, self._clock() + seconds)

    def held(self, key: str) -> float:
        record = self._live(key)
        return max(0.0, record.free_at - self._clock()) if record else 0.0

    def forget(self, key: str) -> None:
        self._records.pop(key, None)

    def _live(self, key: str) -> _Record | None:
        record = self._records.get(key)
        return record if record and self._clock() - record.touched < MEMORY else None

    def _touched(self, key: str) -> _Record:
        record = self._live(key) or _Record()
        record.touched = self._clock()
        self._records[key] = record
        self._records.move_to_end(key)
        if len(self._records) > MAX_KEYS:
            self._records.popitem(last=False)
        return record


def build_tally(redis_url: SecretStr | None) -> Tally:
    """The tally of this process; with REDIS_URL, one that it shares with the other nodes."""
    if redis_url is None:
        return MemoryTally()
    from chat_app.bus.redis_tally import RedisTally  # here, for the same reason as in build_bus

    return RedisTally(redis_url.get_secret_value(), MemoryTally())
