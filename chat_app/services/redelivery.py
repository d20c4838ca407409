"""Entries that were sent to a connected user and not confirmed: they are queued, and sent again with patience.

A socket can be open and nobody behind it: a phone in a tunnel, a laptop that was closed. Only the receipt says that an
entry arrived. Here stands, for each user, which entries wait for it; nothing is kept for each single one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

import gevent
import structlog

from chat_app.bus.interface import Bus
from chat_app.records import RANK, QueueRow, now
from chat_app.services.upkeep import Upkeep
from chat_app.store.interfaces import Store
from chat_app.types import ConversationId, Seq, UserId

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


@dataclass(slots=True)
class _Waiting:
    """What one user did not confirm: by conversation the first and the last seq, and up to where rows exist."""

    ranges: dict[ConversationId, tuple[int, int]] = field(default_factory=dict)
    queued: dict[ConversationId, int] = field(default_factory=dict)
    attempts: int = 0
    retry_at: float = 0.0

    @property
    def is_due(self) -> bool:
        return self.retry_at <= monotonic()

    @property
    def has_unqueued(self) -> bool:
        return any(last > self.queued.get(conversation, 0) for conversation, (_, last) in self.ranges.items())


class Redelivery:
    """Follows what was delivered until it is confirmed.

    Args:
        flush: sends a user everything that waits; `Delivery.flush`.
    """

    def __init__(
        self, store: Store, bus: Bus, upkeep: Upkeep, flush: Callable[[UserId, Callable[[bytes], object]], None]
    ) -> None:
        self._store = store
        self._bus = bus
        self._upkeep = upkeep
        self._flush = flush
        self._waiting: dict[UserId, _Waiting] = {}
        self._started = False

    def delivered(self, conversation_id: ConversationId, first: int, last: int, user_ids: Iterable[UserId]) -> None:
        """Note that the entries from `first` to `last` were handed to these users' connections."""
        for user_id in user_ids:
            waiting = self._waiting.get(user_id)
            if waiting is None:
                waiting = self._waiting[user_id] = _Waiting()
            noted = waiting.ranges.get(conversation_id, (first, last))
            waiting.ranges[conversation_id] = (min(noted[0], first), max(noted[1], last))
        if not self._started:
            self._started = True
            gevent.spawn(self._sweep_forever)

    def confirmed(self, conversation_id: ConversationId, user_id: UserId, seq: Seq) -> None:
        """Note that the user has everything up to `seq`."""
        waiting = self._waiting.get(user_id)
        if waiting is None or conversation_id not in waiting.ranges:
            return
        first, last = waiting.ranges[conversation_id]
        if seq < last:
            waiting.ranges[conversation_id] = (max(first, seq + 1), last)
            return
        del waiting.ranges[conversation_id]
        waiting.queued.pop(conversation_id, None)
        if not waiting.ranges:
            del self._waiting[user_id]

    def left(self, user_id: UserId) -> None:
        """The user's last connection closed: what it did not confirm waits in the queue now."""
        waiting = self._waiting.pop(user_id, None)
        if waiting is not None:
            gevent.spawn(self._queue_safely, user_id, waiting)

    def _sweep_forever(self) -> None:
        while True:
            gevent.sleep(SWEEP)
            served = 0
            for user_id, waiting in list(self._waiting.items()):
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

    def _queue_safely(self, user_id: UserId, waiting: _Waiting) -> None:
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

    def _retry_safely(self, user_id: UserId, waiting: _Waiting) -> None:
        pause = min(FIRST_RETRY * 2 ** min(waiting.attempts, MAX_DOUBLINGS), LONGEST_PAUSE)
        waiting.retry_at = monotonic() + pause
        waiting.attempts += 1
        try:
            self._flush(user_id, lambda frame: self._bus.deliver([user_id], frame))
            self._store.queue.attempted(user_id, waiting.attempts, now() + timedelta(seconds=pause))
        except Exception:
            # One user's trouble must not end the sweep for all.
            logger.exception("a retry failed; the next one follows", user=user_id)
