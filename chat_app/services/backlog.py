"""How much waits in the queue, for whoever watches the server: anybody may ask, and the store is asked now and then."""

from __future__ import annotations

from time import monotonic

from gevent.lock import RLock

from chat_app.errors import Unavailable
from chat_app.records import QueueDepth
from chat_app.store.interfaces import Queue

KEPT = 5.0
"""Seconds for which an answer is good; Prometheus asks every fifteen."""


class Backlog:
    """Remembers what the store said last."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._said: QueueDepth | Unavailable | None = None
        self._at = 0.0
        self._asking = RLock()

    def depth(self) -> QueueDepth:
        """How many rows wait and for how long, as of the last seconds. Raises Unavailable."""
        began = monotonic()
        with self._asking:
            # Those who waited meanwhile share what it said. After a failure the next one asks: it may be back.
            kept = 0.0 if isinstance(self._said, Unavailable) else KEPT
            if self._said is None or self._at + kept < began:
                self._said, self._at = self._ask(), monotonic()
            if isinstance(self._said, Unavailable):
                raise self._said
            return self._said

    def _ask(self) -> QueueDepth | Unavailable:
        try:
            return self._queue.depth()
        except Unavailable as error:
            return error
