"""What the frames of the server look like, for the AsyncAPI document; the tests hold what is sent against them."""

from __future__ import annotations

from collections.abc import Callable

from marshmallow import fields, validate

from chat_app.api.shapes import (
    AckShape,
    ContactShape,
    ConversationShape,
    EntryShape,
    Shape,
)
from chat_app.protocol.frames import MAX_REQUEST_ID, RequestId

FRAMES: dict[str, type[Shape]] = {}
"""What the server sends, by `type`."""


def sends(type_: str) -> Callable[[type[Shape]], type[Shape]]:
    """Class decorator: frames of that type look so, beside their `type`."""

    def register(shape: type[Shape]) -> type[Shape]:
        FRAMES[type_] = shape
        return shape

    return register


def _id() -> fields.String:
    return fields.String(required=True, metadata={"pattern": "^[0-9a-f]{24}$"})


def _seq() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=0))


class AnswerShape(Shape):
    """Repeats the `id` of the frame that it answers, where there was one."""

    id = RequestId(metadata={"type": ["string", "integer"], "maxLength": MAX_REQUEST_ID})


@sends("ready")
class ReadyFrame(AnswerShape):
    """The connection is the user's."""

    user_id = _id()
    connection_id = fields.String(required=True)
    heartbeat_interval = fields.Float(required=True, metadata={"description": "Seconds between the server's pings."})
    server_time = fields.AwareDateTime(required=True)


@sends("ack")
class AckFrame(AnswerShape, AckShape):
    """The entry stands in the log; `queued` when no recipient is connected."""


@sends("entries")
class EntriesFrame(Shape):
    """Part of a log in order: after it the client holds the log up to `last_seq`, whatever is left out."""

    conversation_id = _id()
    entries = fields.List(fields.Nested(EntryShape), required=True)
    last_seq = _seq()


@sends("entry")
class EntryFrame(Shape):
    """An entry that was just appended."""

    conversation_id = _id()
    entry = fields.Nested(EntryShape, required=True)


@sends("reset")
class ResetFrame(Shape):
    """Too much was missed: drop what is held, and page from `last_seq` back."""

    conversation_id = _id()
    last_seq = _seq()


@sends("sync.done")
class SyncDoneFrame(AnswerShape):
    """Everything up to the `sync` was told."""


@sends("queue")
class QueueFrame(Shape):
    """What was queued while no device was connected, highest priority first."""

    entries = fields.List(fields.Nested(EntryShape), required=True)


@sends("receipt")
class ReceiptFrame(Shape):
    """How far a member has received and read."""

    conversation_id = _id()
    user_id = _id()
    delivered_seq = _seq()
    read_seq = _seq()


@sends("typing")
class TypingFrame(Shape):
    """A member writes, or stopped."""

    conversation_id = _id()
    user_id = _id()
    active = fields.Boolean(required=True)


@sends("presence")
class PresenceFrame(Shape):
    """How reachable a user is, as far as privacy allows."""

    user_id = _id()
    status = fields.String(required=True, validate=validate.OneOf(["online", "away", "offline"]))
    last_seen = fields.AwareDateTime(required=True, allow_none=True)


@sends("conversation")
class ConversationFrame(Shape):
    """A conversation that was created or changed, as its receiver sees it."""

    conversation = fields.Nested(ConversationShape, required=True)


@sends("contact")
class ContactFrame(Shape):
    """A contact that was created or changed on another of the user's devices."""

    contact = fields.Nested(ContactShape, required=True)


@sends("resync")
class ResyncFrame(Shape):
    """The node may have missed something: send `sync`."""


@sends("pong")
class PongFrame(AnswerShape):
    """The server lives."""


@sends("error")
class ErrorFrame(AnswerShape):
    """A frame was refused; the socket stays open."""

    code = fields.String(required=True, metadata={"description": "Stable; docs/errors.md has them all."})
    detail = fields.String(required=True, metadata={"description": "For people."})
    client_id = fields.String(metadata={"description": "Of the frame that it answers."})
    field = fields.String(metadata={"description": "The first wrong field."})
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    retry_after = fields.Float(metadata={"description": "Seconds after which a repeat makes sense."})
