"""`receipt`: how far a member has received and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from chat_app.protocol.frames import OBJECT_ID, FrameSchema, Raw, Request, is_object_id, reads
from chat_app.protocol.sync import MAX_SEQ
from chat_app.types import ConversationId, Seq, UserId

RECEIPT_FIELDS = frozenset({"conversation_id", "delivered_seq", "read_seq"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Request):
    """`receipt`: seqs, inclusive, cumulative; they never move back."""

    conversation_id: ConversationId
    delivered_seq: Seq | None = None
    read_seq: Seq | None = None


def _plain_receipt(raw: Raw) -> Receipt | None:
    """A receipt in which nothing is wrong, without the schema's 12 µs: one may follow every message."""
    fields_ = {name: value for name, value in raw.items() if name != "type"}
    seqs = [fields_[name] for name in ("delivered_seq", "read_seq") if name in fields_]
    if not (
        RECEIPT_FIELDS.issuperset(fields_)
        and is_object_id(fields_.get("conversation_id"))
        and seqs
        and all(type(seq) is int and 1 <= seq <= MAX_SEQ for seq in seqs)
    ):
        return None
    return Receipt(**fields_)


@reads("receipt", into=Receipt, plain=_plain_receipt)
class ReceiptSchema(FrameSchema):
    conversation_id = fields.String(required=True, validate=OBJECT_ID)
    delivered_seq = fields.Integer(strict=True, validate=validate.Range(min=1, max=MAX_SEQ))
    read_seq = fields.Integer(strict=True, validate=validate.Range(min=1, max=MAX_SEQ))

    @validates_schema
    def moves_a_cursor(self, data: Mapping[str, object], **_: object) -> None:
        if data.keys().isdisjoint({"delivered_seq", "read_seq"}):
            raise ValidationError("Needs delivered_seq or read_seq.", "read_seq")


def receipt(conversation_id: ConversationId, user_id: UserId, delivered_seq: Seq, read_seq: Seq) -> dict[str, Any]:
    """`receipt`: where that member's cursors are now."""
    return {
        "type": "receipt",
        "conversation_id": conversation_id,
        "user_id": user_id,
        "delivered_seq": delivered_seq,
        "read_seq": read_seq,
    }
