"""What waits for people who are away, and the sockets of those who are here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chat_app.types import ConnectionId, ConversationId, Seq, UserId


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An entry that waits for one user's confirmation; rank 0 is high, 1 normal, 2 low priority."""

    user_id: UserId
    conversation_id: ConversationId
    seq: Seq
    rank: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """How many rows wait, and at least how long the oldest has."""

    rows: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class OpenConnection:
    """An open socket of a user, on a node."""

    id: ConnectionId
    user_id: UserId
    node_id: str
    connected_at: datetime
