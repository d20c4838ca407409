"""What the server tells, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """An entry of a conversation's log; `entry` is all of it, as the server's documents describe it."""

    conversation_id: str
    message_id: str
    seq: int
    sender_id: str
    kind: str
    content: str
    created_at: datetime
    entry: Mapping[str, Any]

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Message:
        """The message that an entry tells of; a deleted one has no content."""
        return cls(
            conversation_id=entry["conversation_id"],
            message_id=entry["message_id"],
            seq=entry["seq"],
            sender_id=entry["sender_id"],
            kind=entry["kind"],
            content=entry["content"] or "",
            created_at=datetime.fromisoformat(entry["created_at"]),
            entry=entry,
        )


@dataclass(frozen=True, slots=True)
class Ack:
    """A message of one's own stands in the log, at this place."""

    conversation_id: str
    message_id: str
    seq: int
