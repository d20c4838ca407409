"""How much a peer may send: a token bucket."""

from __future__ import annotations

from time import monotonic


class TokenBucket:
    """Lets `rate` a second pass, and `burst` at once.

    `refused` counts the refusals in a row, so that the caller can tell who does not listen.
    """

    __slots__ = ("_burst", "_filled_at", "_rate", "_tokens", "refused")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._filled_at = monotonic()
        self.refused = 0

    def take(self) -> float:
        """Take one token; returns 0, or the seconds until there is one."""
        time = monotonic()
        self._tokens = min(self._burst, self._tokens + (time - self._filled_at) * self._rate)
        self._filled_at = time
        if self._tokens >= 1:
            self._tokens -= 1
            self.refused = 0
            return 0.0
        self.refused += 1
        return (1 - self._tokens) / self._rate
