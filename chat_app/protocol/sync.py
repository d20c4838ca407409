"""Resuming by cursor: `sync`, and its answers `entries`, `reset` and `sync.done`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from marshmallow import fields, validate

from chat_app.protocol.frames import OBJECT_ID, FrameSchema, Request, reads
from chat_app.types import ConversationId, Seq

MAX_SEQ = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly."""
MAX_CURSORS = 1_500
"""What fits a frame of 64 KiB anyway; SYNC_MAX_CONVERSATIONS may be lower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync(Request):
    """`sync`: the last seq that the client holds of each conversation; those not named count as 0."""

    cursors: dict[ConversationId, Seq]


@reads("sync", into=Sync, answers=("entries", "reset", "sync.done"))
class SyncSchema(FrameSchema):
    cursors = fields.Dict(
        keys=fields.String(validate=OBJECT_ID),
        values=fields.Integer(strict=True, validate=validate.Range(min=0, max=MAX_SEQ)),
        required=True,
        validate=validate.Length(max=MAX_CURSORS),
    )


def entries(conversation_id: ConversationId, chunk: Sequence[orjson.Fragment], last_seq: int) -> dict[str, Any]:
    """`entries`: part of a log in order; the client then holds it up to `last_seq`, whatever is left out."""
    return {"type": "entries", "conversation_id": conversation_id, "entries": chunk, "last_seq": last_seq}


def reset(conversation_id: ConversationId, last_seq: int) -> dict[str, Any]:
    """`reset`: too much was missed; drop what is held, and page from `last_seq` back."""
    return {"type": "reset", "conversation_id": conversation_id, "last_seq": last_seq}


def done() -> dict[str, Any]:
    """`sync.done`: everything up to the `sync` was told."""
    return {"type": "sync.done"}
