"""Conversations and their members."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chat_app.api import shapes
from chat_app.api.fields import Text, limit
from chat_app.api.fields import user_id as user_id_field
from chat_app.api.identity import caller, chat, signed_in
from chat_app.protocol.conversations import conversation_fields
from chat_app.protocol.fields import Flag
from chat_app.protocol.frames import is_object_id
from chat_app.records import Place
from chat_app.types import ConversationId, ConversationKind, Role, UserId

bp = Blueprint("conversations", __name__, url_prefix="/conversations", description="Conversations and their members.")

MAX_INVITED = 999
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAR = datetime(9000, 1, 1, tzinfo=UTC)


class PlaceField(fields.String):
    """An opaque cursor: a time in milliseconds and a conversation's id."""

    @staticmethod
    def written(place: Place | None) -> str | None:
        """The cursor of a place."""
        return None if place is None else f"{int(place.updated_at.timestamp() * 1_000):x}-{place.id}"

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        milliseconds, _, id_ = super()._deserialize(value, *args, **kwargs).partition("-")
        if not (re.fullmatch("[0-9a-f]{1,11}", milliseconds) and is_object_id(id_)):
            raise ValidationError("Must be the next_cursor of an earlier page.")
        return Place(EPOCH + timedelta(milliseconds=int(milliseconds, 16)), ConversationId(id_))


class NewConversationSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(["direct", "group"]))
    participant_ids = fields.List(user_id_field(), required=True, validate=validate.Length(min=1, max=MAX_INVITED))
    title = Text(high=100)

    @validates_schema
    def fits_its_kind(self, data: Mapping[str, Any], **_: object) -> None:
        if data["kind"] == "direct" and len(data["participant_ids"]) != 1:
            raise ValidationError("A direct conversation has one other participant.", "participant_ids")
        if data["kind"] == "group" and "title" not in data:
            raise ValidationError("A group needs a title.", "title")


class ChangeSchema(Schema):
    title = Text(high=100)
    muted_until = fields.AwareDateTime(allow_none=True, validate=validate.Range(max=FAR))
    archived = Flag()
    pinned = Flag()


class InviteSchema(Schema):
    user_ids = fields.List(user_id_field(), required=True, validate=validate.Length(min=1, max=MAX_INVITED))


class RoleSchema(Schema):
    role = fields.String(required=True, validate=validate.OneOf(["owner", "admin", "member"]))


class PageSchema(Schema):
    cursor = PlaceField(metadata={"description": "The `next_cursor` of the page before."})
    limit = limit()


@bp.get("")
@signed_in()
@bp.arguments(PageSchema, location="query", as_kwargs=True)
@bp.response(200, shapes.ConversationsShape)
@bp.doc(operationId="listConversations")
def list_conversations(limit: int, cursor: Place | None = None) -> dict[str, Any]:
    """The caller's conversations, newest activity first."""
    views, following = chat().conversations.page(caller().id, after=cursor, limit=limit)
    return {"items": [conversation_fields(view) for view in views], "next_cursor": PlaceField.written(following)}


@bp.post("")
@signed_in()
@bp.arguments(NewConversationSchema, as_kwargs=True)
@bp.response(201, shapes.ConversationShape)
@bp.alt_response(200, schema=shapes.ConversationShape, description="The two have one already.", success=True)
@bp.doc(operationId="createConversation")
def create_conversation(
    kind: ConversationKind, participant_ids: list[UserId], title: str = ""
) -> tuple[dict[str, Any], int]:
    """A new group, or the one direct conversation of the two."""
    if kind == "group":
        return _shown(chat().groups.create(caller().id, participant_ids, title).id), 201
    conversation, new = chat().conversations.direct(caller().id, participant_ids[0])
    return _shown(conversation.id), 201 if new else 200


@bp.get("/<object_id:conversation_id>")
@signed_in()
@bp.response(200, shapes.ConversationShape)
@bp.doc(operationId="getConversation")
def get_conversation(conversation_id: str) -> dict[str, Any]:
    """A conversation as it stands now."""
    return _shown(ConversationId(conversation_id))


@bp.patch("/<object_id:conversation_id>")
@signed_in()
@bp.arguments(ChangeSchema, as_kwargs=True)
@bp.response(200, shapes.ConversationShape)
@bp.doc(operationId="updateConversation")
def update_conversation(conversation_id: str, **changes: Any) -> dict[str, Any]:
    """Change a group's title, or how the conversation looks to the caller alone: muted, archived, pinned."""
    id_ = ConversationId(conversation_id)
    shared = {name: changes.pop(name) for name in ("title",) if name in changes}
    if shared:
        chat().groups.change(id_, caller().id, **shared)
    if changes:
        chat().conversations.set_own_view(id_, caller().id, **changes)
    return _shown(id_)


@bp.post("/<object_id:conversation_id>/participants")
@signed_in()
@bp.arguments(InviteSchema, as_kwargs=True)
@bp.response(200, shapes.ConversationShape)
@bp.doc(operationId="addParticipants")
def add_participants(conversation_id: str, user_ids: list[UserId]) -> dict[str, Any]:
    """Let users into a group."""
    return _shown(chat().groups.invite(ConversationId(conversation_id), caller().id, user_ids).id)


@bp.patch("/<object_id:conversation_id>/participants/<object_id:user_id>")
@signed_in()
@bp.arguments(RoleSchema, as_kwargs=True)
@bp.response(200, shapes.ConversationShape)
@bp.doc(operationId="updateParticipant")
def update_participant(conversation_id: str, user_id: str, role: Role) -> dict[str, Any]:
    """Change a member's role; making another member owner hands the group over."""
    group = chat().groups.set_role(ConversationId(conversation_id), caller().id, UserId(user_id), role)
    return _shown(group.id)


@bp.delete("/<object_id:conversation_id>/participants/<object_id:user_id>")
@signed_in()
@bp.response(204)
@bp.doc(operationId="removeParticipant")
def remove_participant(conversation_id: str, user_id: str) -> None:
    """Take a member out of a group, or leave it by naming oneself."""
    chat().groups.remove(ConversationId(conversation_id), caller().id, UserId(user_id))


def _shown(conversation_id: ConversationId) -> dict[str, Any]:
    return conversation_fields(chat().conversations.view(conversation_id, caller().id))
