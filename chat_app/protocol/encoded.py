"""Entries as JSON, encoded once however often they are told: live, from the queue, and to who comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import orjson

from chat_app.protocol.messages import entry_fields
from chat_app.records import RANK, Entry
from chat_app.types import CHANGE_KINDS, ConversationId, Seq, UserId


class EncodedEntry(NamedTuple):
    """An entry's JSON, with what decides who is told of it, and when. A tuple, for one is made of every message."""

    conversation_id: ConversationId
    seq: Seq
    sender_id: UserId
    hidden_from: tuple[UserId, ...]
    rank: int
    created_at: datetime
    tells_of: Seq
    is_change: bool
    json: bytes


def encode_entry(entry: Entry) -> EncodedEntry:
    """The entry as clients see it, as JSON."""
    return EncodedEntry(
        entry.conversation_id,
        entry.seq,
        entry.sender_id,
        tuple(entry.hidden_from),
        RANK[entry.priority],
        entry.created_at,
        entry.tells_of,
        entry.kind in CHANGE_KINDS,
        # Copied, for it may be kept: orjson's own result holds on to its buffer, 8 KiB for half a KiB (measured, 3.13).
        bytes(memoryview(orjson.dumps(entry_fields(entry), option=orjson.OPT_UTC_Z))),
    )


def live(entry: EncodedEntry) -> dict[str, Any]:
    """`entry`: one that was just appended."""
    return {"type": "entry", "conversation_id": entry.conversation_id, "entry": orjson.Fragment(entry.json)}
