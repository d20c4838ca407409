"""What nodes count together, in Redis: failures lately, and the pauses that follow from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

import structlog
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from chat_app import metrics
from chat_app.bus.tally import MEMORY, Tally

R = TypeVar("R")
logger = structlog.stdlib.get_logger(__name__)

TIMEOUT = 0.5
"""Seconds Redis may take."""
APART = 5.0
"""Seconds that a node counts by itself after Redis did not answer."""


class RedisTally:
    """`Tally` for all nodes of one Redis; while it is away each node counts by itself, in `alone`."""

    def __init__(self, url: str, alone: Tally) -> None:
        retry = Retry(NoBackoff(), 0)
        self._redis: Any = Redis.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=retry, decode_responses=True
        )
        self._alone = alone
        self._apart_until = 0.0

    def count(self, key: str) -> int:
        return self._ask(lambda: int(self._redis.get(_name(key)) or 0), lambda: self._alone.count(key))

    def add(self, key: str) -> int:
        def together() -> int:
            with self._redis.pipeline() as pipe:
                pipe.incr(_name(key))
                pipe.expire(_name(key), MEMORY)
                return int(pipe.execute()[0])

        return self._ask(together, lambda: self._alone.add(key))

    def hold(self, key: str, seconds: float) -> None:
        pause, milliseconds = _name(key, "pause"), int(seconds * 1_000)

        def together() -> None:
            with self._redis.pipeline() as pipe:
                pipe.set(pause, 1, px=milliseconds, nx=True)
                pipe.pexpire(pause, milliseconds, gt=True)
                pipe.execute()

        if milliseconds > 0:
            self._ask(together, lambda: self._alone.hold(key, seconds))

    def held(self, key: str) -> float:
        def together() -> float:
            # Negative where there is no pause.
            return max(0.0, int(self._redis.pttl(_name(key, "pause"))) / 1_000)

        return self._ask(together, lambda: self._alone.held(key))

    def forget(self, key: str) -> None:
        self._alone.forget(key)
        self._ask(lambda: self._redis.delete(_name(key), _name(key, "pause")), lambda: None)

    def _ask(self, together: Callable[[], R], alone: Callable[[], R]) -> R:
        if monotonic() >= self._apart_until:
            try:
                with metrics.REDIS_SECONDS.labels("tally").time():
                    return together()
            except (RedisError, OSError) as error:
                self._apart_until = monotonic() + APART
                logger.warning("failures are counted by this node alone", reason=type(error).__name__)
        return alone()


def _name(key: str, of: str = "count") -> str:
    # A key holds what people typed, addresses of theirs among it: that is nothing to leave lying in Redis.
    return f"chat:tally:{of}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
