"""Where servers show each other what they count, in Redis: for a few seconds each, and only while somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from chat_app import metrics

R = TypeVar("R")

TIMEOUT = 0.5
"""Seconds Redis may take."""
SHOWN = 10.0
"""Seconds after which a server that shows nothing new is taken for gone."""
FRESH = 2.0
"""Seconds for which nothing newer is wanted: one worker of a server shows its figures, the others find it done."""
WATCHED = 15
"""Seconds after the last look for which servers go on showing."""
KEYS = "chat:figures:1"
"""The number is to be raised when what is shown changes its form: nodes of two releases then pass over each other's."""
SERVERS = f"{KEYS}:servers"
LOOKED_AT = f"{KEYS}:watched"


def figures_of(server: str) -> str:
    """The key of what a server shows."""
    return f"{KEYS}:of:{server}"


class RedisBoard:
    """`Board` for all servers of one Redis."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=Retry(NoBackoff(), 0)
        )

    def is_wanted(self, server: str) -> bool:
        def asked() -> bool:
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.exists(LOOKED_AT)
            pipeline.pttl(figures_of(server))
            is_watched, milliseconds = pipeline.execute()
            # Negative where there is none.
            return bool(is_watched) and milliseconds < 1_000 * (SHOWN - FRESH)

        return self._tried(asked, otherwise=False)

    def show(self, server: str, figures: bytes) -> None:
        def shown() -> None:
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.set(figures_of(server), figures, px=int(1_000 * SHOWN))
            pipeline.sadd(SERVERS, server)
            pipeline.expire(SERVERS, WATCHED)
            pipeline.execute()

        self._tried(shown, otherwise=None)

    def look(self) -> list[bytes]:
        def seen() -> list[bytes]:
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.set(LOOKED_AT, 1, ex=WATCHED)
            pipeline.smembers(SERVERS)
            servers = [server.decode() for server in pipeline.execute()[-1]]
            if not servers:
                return []
            shown = dict(zip(servers, self._redis.mget([figures_of(server) for server in servers]), strict=True))
            if gone := [server for server, figures in shown.items() if figures is None]:
                self._redis.srem(SERVERS, *gone)
            return [figures for figures in shown.values() if figures is not None]

        return self._tried(seen, otherwise=[])

    def _tried(self, ask: Callable[[], R], *, otherwise: R) -> R:
        try:
            with metrics.REDIS_SECONDS.labels("figures").time():
                return ask()
        except (RedisError, OSError):  # the bus has said so, and will say when it is back
            return otherwise
