"""How long to wait before what died is started again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

FIRST, LONGEST = 0.5, 30.0  # seconds
CALM = 60.0  # seconds after which a death counts as the first again


@dataclass
class Backoff:
    """Nothing on the first death of something, then 0.5 s doubling to 30 s while it dies within a minute."""

    clock: Callable[[], float] = time.monotonic
    _deaths: dict[str, tuple[float, float]] = field(default_factory=dict)  # of what: when, and the delay given

    def next(self, what: str) -> float:
        """The seconds to wait before `what`, which has just died, is started again."""
        now = self.clock()
        when, delay = self._deaths.get(what, (float("-inf"), 0.0))
        delay = 0.0 if now - when > CALM + delay else min(max(FIRST, delay * 2), LONGEST)
        self._deaths[what] = now, delay
        return delay
