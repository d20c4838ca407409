"""How long to wait before the next try."""

from __future__ import annotations

import random
from collections.abc import Callable


class Backoff:
    """Exponential with full jitter: a random part of 0.5, 1, 2 … 30 s, so that a crowd does not return at once."""

    def __init__(self, uniform: Callable[[float, float], float] = random.uniform) -> None:
        self._uniform = uniform
        self._tries = 0

    def next(self) -> float:
        """Seconds until the next try."""
        self._tries += 1
        return self._uniform(0, min(30.0, 0.5 * 2 ** min(self._tries - 1, 10)))

    def succeeded(self) -> None:
        """Begin anew: it came through."""
        self._tries = 0
