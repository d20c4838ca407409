"""The frames that write to a log, `message.*` and `reaction.set`, and how entries are told: `ack`, `entry`, `queue`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from marshmallow import ValidationError, fields, validate, validates_schema

from chat_app.protocol.fields import Flag
from chat_app.protocol.frames import (
    MAX_CLIENT_ID,
    OBJECT_ID,
    FrameSchema,
    Raw,
    Request,
    is_object_id,
    is_request_id,
    reads,
)
from chat_app.records import Entry
from chat_app.types import ConversationId, MessageId, Priority, UserId

MAX_CONTENT = 8_000
EMOJI = re.compile(r"(?:[0-9#*]\ufe0f?\u20e3|[\xa9\xae\u203c-\U0010ffff][^\s.$\0-\x7f]{0,31})\Z")
"""Roughly: it becomes the name of a field in the store, so no dot, dollar or white space, and it is no plain letter."""
MAX_MESSAGE_ID = 64
SEND_FIELDS = frozenset({"id", "client_id", "conversation_id", "kind", "content"})


def _content_field() -> fields.String:
    return fields.String(
        required=True,
        validate=[validate.Length(min=1, max=MAX_CONTENT), _says_something],
        metadata={"description": f"At most {MAX_CONTENT:,} characters, not only white space."},
    )


def _says_something(content: str) -> None:
    if not content.strip():
        raise ValidationError("Must not be only white space.")
    if "\0" in content:
        raise ValidationError("Must not hold NUL.")


def _client_id_field() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(min=1, max=MAX_CLIENT_ID),
        metadata={"description": "The sender's own name for the entry, unique per sender and conversation."},
    )


def _message_id_field(*, required: bool = True) -> fields.String:
    return fields.String(required=required, validate=validate.Length(min=1, max=MAX_MESSAGE_ID))


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSend(Request):
    """`message.send`: a new message, to a conversation or to a user."""

    client_id: str
    conversation_id: ConversationId | None = None
    to: UserId | None = None
    kind: Literal["text"] = "text"
    content: str
    reply_to: MessageId | None = None
    priority: Priority = "normal"


def _plain_send(raw: Raw) -> MessageSend | None:
    """A send in which nothing is wrong, without the schema's 20 µs: this is the path of every message."""
    fields_ = {name: value for name, value in raw.items() if name != "type"}
    client_id, content = fields_.get("client_id"), fields_.get("content")
    if not (
        SEND_FIELDS.issuperset(fields_)
        and isinstance(client_id, str)
        and 0 < len(client_id) <= MAX_CLIENT_ID
        and isinstance(content, str)
        and len(content) <= MAX_CONTENT
        and "\0" not in content
        and not content.isspace()
        and content
        and is_object_id(fields_.get("conversation_id"))
        and fields_.get("kind", "text") == "text"
        and is_request_id(fields_.get("id", 0))
    ):
        return None
    return MessageSend(**fields_)


@reads("message.send", into=MessageSend, answers=("ack",), plain=_plain_send)
class MessageSendSchema(FrameSchema):
    client_id = _client_id_field()
    conversation_id = fields.String(validate=OBJECT_ID)
    to = fields.String(validate=OBJECT_ID)
    kind = fields.String(validate=validate.OneOf(["text"]))
    content = _content_field()
    reply_to = _message_id_field(required=False)
    priority = fields.String(validate=validate.OneOf(["low", "normal", "high"]))

    @validates_schema(skip_on_field_errors=False)
    def goes_to_one_place(self, data: Mapping[str, object], **_: object) -> None:
        if ("conversation_id" in data) == ("to" in data):
            raise ValidationError("Needs either conversation_id or to.", "conversation_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdit(Request):
    """`message.edit`: a new content for one's own message."""

    client_id: str
    message_id: MessageId
    content: str


@reads("message.edit", into=MessageEdit, answers=("ack",))
class MessageEditSchema(FrameSchema):
    client_id = _client_id_field()
    message_id = _message_id_field()
    content = _content_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDelete(Request):
    """`message.delete`: the message keeps its place and loses its content."""

    client_id: str
    message_id: MessageId


@reads("message.delete", into=MessageDelete, answers=("ack",))
class MessageDeleteSchema(FrameSchema):
    client_id = _client_id_field()
    message_id = _message_id_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionSet(Request):
    """`reaction.set`: one's own reaction to a message, on or off."""

    client_id: str
    message_id: MessageId
    emoji: str
    on: bool


@reads("reaction.set", into=ReactionSet, answers=("ack",))
class ReactionSetSchema(FrameSchema):
    client_id = _client_id_field()
    message_id = _message_id_field()
    emoji = fields.String(required=True, validate=validate.Regexp(EMOJI, error="Must be an emoji."))
    on = Flag(required=True)


def ack(entry: Entry, status: Literal["sent", "queued"]) -> dict[str, Any]:
    """`ack`: the entry stands; `queued` when no recipient is connected."""
    return {
        "type": "ack",
        "client_id": entry.client_id,
        "conversation_id": entry.conversation_id,
        "message_id": entry.message_id,
        "seq": entry.seq,
        "created_at": entry.created_at,
        "status": status,
    }


def entry_fields(entry: Entry) -> dict[str, Any]:
    """An entry as clients see it; also what the history pages hold."""
    return {
        "message_id": entry.message_id,
        "conversation_id": entry.conversation_id,
        "seq": entry.seq,
        "sender_id": entry.sender_id,
        "client_id": entry.client_id,
        "kind": entry.kind,
        "content": entry.content,
        "data": entry.data,
        "reply_to": entry.reply_to,
        "target_id": entry.target_id,
        "attachments": entry.attachments,
        "reactions": entry.reactions,
        "priority": entry.priority,
        "created_at": entry.created_at,
        "edited_at": entry.edited_at,
        "deleted_at": entry.deleted_at,
    }


def queue(chunk: Sequence[orjson.Fragment]) -> dict[str, Any]:
    """`queue`: what waited while no device was connected, highest priority first."""
    return {"type": "queue", "entries": chunk}
