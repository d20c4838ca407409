"""The log of a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chat_app.api import shapes
from chat_app.api.fields import LOG_LIMIT, limit
from chat_app.api.identity import caller, chat, signed_in
from chat_app.protocol.messages import MessageSendSchema, ack, entry_fields
from chat_app.protocol.sync import MAX_SEQ
from chat_app.services.messages import Draft
from chat_app.types import ConversationId, MessageId

bp = Blueprint("messages", __name__, url_prefix="/conversations", description="The log of a conversation.")


def _seq() -> fields.Integer:
    return fields.Integer(validate=validate.Range(min=0, max=MAX_SEQ))


class LogSchema(Schema):
    before = _seq()
    after = _seq()
    around = _seq()
    limit = limit(LOG_LIMIT)

    @validates_schema
    def names_one_place(self, data: Mapping[str, Any], **_: object) -> None:
        if len(data.keys() & {"before", "after", "around"}) > 1:
            raise ValidationError("Only one of before, after and around.", "before")


class SendSchema(Schema):
    """The fields of `message.send`, by the same rules."""

    client_id = MessageSendSchema._declared_fields["client_id"]
    kind = MessageSendSchema._declared_fields["kind"]
    content = MessageSendSchema._declared_fields["content"]
    reply_to = MessageSendSchema._declared_fields["reply_to"]
    priority = MessageSendSchema._declared_fields["priority"]


@bp.get("/<object_id:conversation_id>/messages")
@signed_in()
@bp.arguments(LogSchema, location="query", as_kwargs=True)
@bp.response(200, shapes.LogPageShape)
@bp.doc(operationId="listMessages")
def list_messages(conversation_id: str, **place: int) -> dict[str, Any]:
    """A page of the log: the newest, or what stands before, after or around a seq."""
    page = chat().history.page(caller().id, ConversationId(conversation_id), **place)
    return {
        "items": [entry_fields(entry) for entry in page.items],
        "from_seq": page.from_seq,
        "to_seq": page.to_seq,
        "at_start": page.at_start,
        "at_end": page.at_end,
    }


@bp.get("/<object_id:conversation_id>/messages/<string(maxlength=64):message_id>")
@signed_in()
@bp.response(200, shapes.EntryShape)
@bp.doc(operationId="getMessage")
def get_message(conversation_id: str, message_id: str) -> dict[str, Any]:
    """One message, with its changes applied: what a reply answers may be far from it in the log."""
    entry = chat().history.message(caller().id, ConversationId(conversation_id), MessageId(message_id))
    return entry_fields(entry)


@bp.post("/<object_id:conversation_id>/messages")
@signed_in()
@bp.arguments(SendSchema, as_kwargs=True)
@bp.response(201, shapes.AckShape)
@bp.doc(operationId="sendMessage")
def send_message(conversation_id: str, **message: Any) -> dict[str, Any]:
    """Send a message without a socket, for bots and scripts, by the rules of `message.send`."""
    draft = Draft(**{"kind": "text", **message})
    standing = chat().messages.append(caller().id, ConversationId(conversation_id), draft)
    fields_of_ack = ack(standing.entry, standing.status)
    del fields_of_ack["type"]
    return fields_of_ack
