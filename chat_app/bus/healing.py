"""What is missed is healed at once, and what is missed soon after it together: one healing makes good all before it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import gevent

APART = 3.0
"""Seconds at least between two healings: as often as a node without Redis looks."""


class Healing:
    """Where much is lost, an answer to each loss would be a storm by itself: each costs the store a `sync` of every
    client here.

    Args:
        heal: makes good whatever was missed until now. Called in a greenlet of its own.
    """

    def __init__(self, heal: Callable[[], None]) -> None:
        self._heal = heal
        self._next: gevent.Greenlet | None = None
        self._healed_at = float("-inf")

    def soon(self) -> None:
        """Something was missed, who knows what."""
        if self._next is None:
            wait = max(0.0, self._healed_at + APART - monotonic())
            self._next = gevent.spawn_later(wait, self._now)

    def _now(self) -> None:
        self._next, self._healed_at = None, monotonic()
        self._heal()
