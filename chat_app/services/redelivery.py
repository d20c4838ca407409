"""Entries that were sent to a connected user and not confirmed: they are queued, and sent again with patience.

A socket can be open and nobody behind it: a phone in a tunnel, a laptop that was closed. Only the receipt says that an
entry arrived; services/unconfirmed.py knows which wait for theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import gevent
import structlog

from chat_app.bus.interface import Bus
from chat_app.records import RANK, QueueRow, now
from chat_app.services.unconfirmed import Unconfirmed, Waiting
from chat_app.services.upkeep import Upkeep
from chat_app.store.interfaces import Store
from chat_app.types import ConversationId, UserId

logger = structlog.stdlib.get_logger(__name__)

SILENCE = 10.0
"""Seconds without a sign of life of a user's connections after which what they did not confirm is queued."""
FIRST_RETRY = 10.0
LONGEST_PAUSE = 600.0
MAX_DOUBLINGS = 6
SWEEP = 2.0
MAX_SERVED = 20
"""Users in one sweep: thousands may fall silent at once, and the store has other things to do."""
MAX_QUEUED = 1_000
"""Rows made for one conversation; what is older comes by `sync`."""


class Redelivery:
    """Queues what silent users did not confirm, and sends it again.

    Args:
        flush: sends a user everything that waits.
    """

    def __init__(
        self,
        store: Store,
        bus: Bus,
        upkeep: Upkeep,
        unconfirmed: Unconfirmed,
        flush: Callable[[UserId, Callable[[bytes], object]], None],
    ) -> None:
        self._store = store
        self._bus = bus
        self._upkeep = upkeep
        self._unconfirmed = unconfirmed
        self._flush = flush

    def start(self) -> None:
        """Begin to look after who falls silent: in processes that serve."""
        gevent.spawn(self._sweep_forever)

    def left(self, user_id: UserId) -> None:
        """The user's last connection closed: what it did not confirm waits in the queue now."""
        waiting = self._unconfirmed.take(user_id)
        if waiting is not None:
            gevent.spawn(self._queue_safely, user_id, waiting)

    def _sweep_forever(self) -> None:
        while True:
            gevent.sleep(SWEEP)
            served = 0
            for user_id, waiting in self._unconfirmed:
                silence = self._bus.silence(user_id)
                if silence is None:
                    self.left(user_id)
                elif silence >= SILENCE and (waiting.is_due or waiting.has_unqueued):
                    self._queue_safely(user_id, waiting)
                    if waiting.is_due:
                        self._retry_safely(user_id, waiting)
                    served += 1
                if served == MAX_SERVED:
                    break

    def _queue_safely(self, user_id: UserId, waiting: Waiting) -> None:
        try:
            for conversation_id, (first, last) in list(waiting.ranges.items()):
                start = max(first, waiting.queued.get(conversation_id, 0) + 1, last - MAX_QUEUED + 1)
                if start <= last:
                    self._queue(user_id, conversation_id, start, last)
                    waiting.queued[conversation_id] = last
        except Exception:
            logger.exception("what a user did not confirm could not be queued; it stays in the log", user=user_id)

    def _queue(self, user_id: UserId, conversation_id: ConversationId, first: int, last: int) -> None:
        # As it stands now: who has left since, or came back, has nothing there that waits from before.
        conversation = self._store.conversations.get(conversation_id)
        if conversation is None or conversation.member(user_id) is None:
            return
        self._upkeep.queue(
            QueueRow(user_id, conversation_id, entry.seq, RANK[entry.priority], entry.created_at)
            for entry in self._store.log.range(conversation_id, first, last)
            if entry.sender_id != user_id and conversation.shows(entry, user_id)
        )

    def _retry_safely(self, user_id: UserId, waiting: Waiting) -> None:
        pause = min(FIRST_RETRY * 2 ** min(waiting.attempts, MAX_DOUBLINGS), LONGEST_PAUSE)
        waiting.retry_at = monotonic() + pause
        waiting.attempts += 1
        try:
            self._flush(user_id, lambda frame: self._bus.deliver([user_id], frame))
            self._store.queue.attempted(user_id, waiting.attempts, now() + timedelta(seconds=pause))
        except Exception:
            # One user's trouble must not end the sweep for all.
            logger.exception("a retry failed; the next one follows", user=user_id)
