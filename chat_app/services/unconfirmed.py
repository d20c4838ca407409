"""What was handed to connected users and not confirmed: for each, which entries wait for a receipt.

Kept in memory, by conversation the first and the last seq; nothing is kept for each single entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import monotonic

from chat_app.types import ConversationId, Seq, UserId


@dataclass(slots=True)
class Waiting:
    """What one user did not confirm: by conversation the first and the last seq, and up to where rows exist."""

    ranges: dict[ConversationId, tuple[int, int]] = field(default_factory=dict)
    queued: dict[ConversationId, int] = field(default_factory=dict)
    attempts: int = 0
    retry_at: float = 0.0

    @property
    def is_due(self) -> bool:
        """Whether it may be sent again by now."""
        return self.retry_at <= monotonic()

    @property
    def has_unqueued(self) -> bool:
        """Whether some of it has no row in the queue."""
        return any(last > self.queued.get(conversation, 0) for conversation, (_, last) in self.ranges.items())


class Unconfirmed:
    """Follows what was delivered here until it is confirmed."""

    def __init__(self) -> None:
        self._waiting: dict[UserId, Waiting] = {}

    def __iter__(self) -> Iterator[tuple[UserId, Waiting]]:
        return iter(list(self._waiting.items()))

    def delivered(self, conversation_id: ConversationId, first: int, last: int, user_ids: Iterable[UserId]) -> None:
        """Note that the entries from `first` to `last` were handed to these users' connections."""
        for user_id in user_ids:
            waiting = self._waiting.get(user_id)
            if waiting is None:
                waiting = self._waiting[user_id] = Waiting()
            noted = waiting.ranges.get(conversation_id, (first, last))
            waiting.ranges[conversation_id] = (min(noted[0], first), max(noted[1], last))

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

    def take(self, user_id: UserId) -> Waiting | None:
        """What waits for the user, which is not followed any more."""
        return self._waiting.pop(user_id, None)
