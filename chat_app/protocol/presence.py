"""What is not stored, may be lost and expires: `typing`, `presence.watch` and `presence`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import fields, validate

from chat_app.protocol.fields import Flag
from chat_app.protocol.frames import OBJECT_ID, FrameSchema, Request, reads
from chat_app.types import ConversationId, PresenceStatus, UserId

MAX_WATCHED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing(Request):
    """`typing`: the user writes, or stopped."""

    conversation_id: ConversationId
    active: bool


@reads("typing", into=Typing)
class TypingSchema(FrameSchema):
    conversation_id = fields.String(required=True, validate=OBJECT_ID)
    active = Flag(required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceWatch(Request):
    """`presence.watch`: whose presence this connection wants to know, in place of those named before."""

    user_ids: list[UserId]


@reads("presence.watch", into=PresenceWatch, answers=("presence",))
class PresenceWatchSchema(FrameSchema):
    user_ids = fields.List(fields.String(validate=OBJECT_ID), required=True, validate=validate.Length(max=MAX_WATCHED))


def typing(conversation_id: ConversationId, user_id: UserId, *, active: bool) -> dict[str, Any]:
    """`typing`: that member writes, or stopped."""
    return {"type": "typing", "conversation_id": conversation_id, "user_id": user_id, "active": active}


def presence(user_id: UserId, status: PresenceStatus, last_seen: datetime | None) -> dict[str, Any]:
    """`presence`: how reachable that user is, as far as privacy allows."""
    return {"type": "presence", "user_id": user_id, "status": status, "last_seen": last_seen}
