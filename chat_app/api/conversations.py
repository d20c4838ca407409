"""Conversations and their members."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chat_app.api import shapes
from chat_app.api.fields import PlaceField, Text, limit
from chat_app.api.fields import user_id as user_id_field
from chat_app.api.identity import caller, chat, signed_in
from chat_app.api.join import link_fields
from chat_app.api.limits import bring_in_cost
from chat_app.api.preconditions import IF_MATCH, etag, expected_version
from chat_app.protocol.conversations import conversation_fields, participants_fields
from chat_app.protocol.fields import AvatarUrl, Flag
from chat_app.records import MemberPlace, Place
from chat_app.types import ConversationId, ConversationKind, Role, UserId

bp = Blueprint("conversations", __name__, url_prefix="/conversations", description="Conversations and their members.")

MAX_INVITED = 999
FAR = datetime(9000, 1, 1, tzinfo=UTC)
OWN_VIEW = ("muted_until", "archived", "pinned", "unread_mark", "notify")

Shown = tuple[dict[str, Any], dict[str, str]]
"""A conversation, and the header that names its version."""


def _audience() -> fields.String:
    return fields.String(validate=validate.OneOf(["members", "admins"]))


class GroupSchema(Schema):
    """What the admins of a group set."""

    title = Text(high=100)
    description = Text(low=0, high=500, lines=True, allow_none=True)
    avatar_url = AvatarUrl(allow_none=True)
    history = fields.String(
        validate=validate.OneOf(["all", "joined"]),
        metadata={"description": "What members see of the log: all of it, or what came after they joined."},
    )
    who_may_write = _audience()
    who_may_add = _audience()
    who_may_rename = _audience()


class NewConversationSchema(GroupSchema):
    kind = fields.String(required=True, validate=validate.OneOf(["direct", "group"]))
    participant_ids = fields.List(user_id_field(), required=True, validate=validate.Length(min=1, max=MAX_INVITED))

    @validates_schema
    def fits_its_kind(self, data: Mapping[str, Any], **_: object) -> None:
        if data["kind"] == "direct" and len(data["participant_ids"]) != 1:
            raise ValidationError("A direct conversation has one other participant.", "participant_ids")
        if data["kind"] == "group" and "title" not in data:
            raise ValidationError("A group needs a title.", "title")
        if data["kind"] == "direct" and (more := data.keys() - {"kind", "participant_ids"}):
            raise ValidationError("Only a group has that.", min(more))


class ChangeSchema(GroupSchema):
    muted_until = fields.AwareDateTime(allow_none=True, validate=validate.Range(max=FAR))
    archived = Flag()
    pinned = Flag()
    unread_mark = Flag(metadata={"description": "Marked as unread; reading takes the mark away."})
    notify = fields.String(validate=validate.OneOf(["all", "mentions", "nothing"]))


class InviteSchema(Schema):
    user_ids = fields.List(user_id_field(), required=True, validate=validate.Length(min=1, max=MAX_INVITED))


class RoleSchema(Schema):
    role = fields.String(required=True, validate=validate.OneOf(["owner", "admin", "member"]))


class PageSchema(Schema):
    cursor = PlaceField(Place, metadata={"description": "The `next_cursor` of the page before."})
    limit = limit()


class MembersPageSchema(Schema):
    cursor = PlaceField(MemberPlace, metadata={"description": "The `next_cursor` of the page before."})
    limit = limit()


@bp.get("")
@signed_in()
@bp.arguments(PageSchema, location="query", as_kwargs=True)
@bp.response(200, shapes.ConversationsShape)
@bp.doc(operationId="listConversations")
def list_conversations(limit: int, cursor: Place | None = None) -> dict[str, Any]:
    """The caller's conversations, newest activity first."""
    views, following = chat().conversations.page(caller().id, after=cursor, limit=limit)
    cursor_after = PlaceField.written(following.updated_at, following.id) if following is not None else None
    return {"items": [conversation_fields(view) for view in views], "next_cursor": cursor_after}


@bp.post("")
@signed_in()
@bring_in_cost
@bp.arguments(NewConversationSchema, as_kwargs=True)
@bp.response(201, shapes.ConversationShape)
@bp.alt_response(200, schema=shapes.ConversationShape, description="The two have one already.", success=True)
@bp.doc(operationId="createConversation")
def create_conversation(
    kind: ConversationKind, participant_ids: list[UserId], **shared: Any
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """A new group, or the one direct conversation of the two."""
    if kind == "group":
        body, headers = _shown(chat().groups.create(caller().id, participant_ids, **shared).id)
        return body, 201, headers
    conversation, new = chat().conversations.direct(caller().id, participant_ids[0])
    body, headers = _shown(conversation.id)
    return body, 201 if new else 200, headers


@bp.get("/<object_id:conversation_id>")
@signed_in()
@bp.response(200, shapes.ConversationShape)
@bp.doc(operationId="getConversation")
def get_conversation(conversation_id: str) -> Shown:
    """A conversation as it stands now; its `ETag` is the version of what a group's admins set."""
    return _shown(ConversationId(conversation_id))


@bp.patch("/<object_id:conversation_id>")
@signed_in()
@bp.arguments(ChangeSchema, as_kwargs=True)
@bp.response(200, shapes.ConversationShape)
@bp.doc(operationId="updateConversation", parameters=[IF_MATCH])
def update_conversation(conversation_id: str, **changes: Any) -> Shown:
    """Change a group, as far as the caller's role lets them, or how the conversation looks to the caller alone.

    For oneself: muted_until, archived, pinned, unread_mark, notify. `If-Match` guards what is the same for all.
    """
    id_ = ConversationId(conversation_id)
    own = {name: changes.pop(name) for name in OWN_VIEW if name in changes}
    if changes:
        chat().groups.change(id_, caller().id, version=expected_version(), **changes)
    if own:
        chat().conversations.set_own_view(id_, caller().id, **own)
    return _shown(id_)


@bp.get("/<object_id:conversation_id>/participants")
@signed_in()
@bp.arguments(MembersPageSchema, location="query", as_kwargs=True)
@bp.response(200, shapes.ParticipantsShape)
@bp.doc(operationId="listParticipants")
def list_participants(conversation_id: str, limit: int, cursor: MemberPlace | None = None) -> dict[str, Any]:
    """The members, in the order of joining."""
    view, members, following = chat().conversations.members(
        ConversationId(conversation_id), caller().id, after=cursor, limit=limit
    )
    cursor_after = PlaceField.written(following.joined_at, following.id) if following is not None else None
    return {"items": participants_fields(view, members), "next_cursor": cursor_after}


@bp.post("/<object_id:conversation_id>/participants")
@signed_in()
@bring_in_cost
@bp.arguments(InviteSchema, as_kwargs=True)
@bp.response(200, shapes.ConversationShape)
@bp.doc(operationId="addParticipants")
def add_participants(conversation_id: str, user_ids: list[UserId]) -> Shown:
    """Let users into a group."""
    return _shown(chat().groups.invite(ConversationId(conversation_id), caller().id, user_ids).id)


@bp.patch("/<object_id:conversation_id>/participants/<object_id:user_id>")
@signed_in()
@bp.arguments(RoleSchema, as_kwargs=True)
@bp.response(200, shapes.ConversationShape)
@bp.doc(operationId="updateParticipant")
def update_participant(conversation_id: str, user_id: str, role: Role) -> Shown:
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


@bp.post("/<object_id:conversation_id>/join-link")
@signed_in()
@bp.response(200, shapes.JoinLinkShape)
@bp.doc(operationId="makeJoinLink")
def make_join_link(conversation_id: str) -> dict[str, str]:
    """Make a link that lets whoever has it in; the one before leads nowhere now."""
    return link_fields(chat().join_links.make(ConversationId(conversation_id), caller().id))


@bp.get("/<object_id:conversation_id>/join-link")
@signed_in()
@bp.response(200, shapes.JoinLinkShape)
@bp.doc(operationId="getJoinLink")
def get_join_link(conversation_id: str) -> dict[str, str]:
    """The link that leads into the group, for its admins; 404 where there is none."""
    return link_fields(chat().join_links.of_group(ConversationId(conversation_id), caller().id))


@bp.delete("/<object_id:conversation_id>/join-link")
@signed_in()
@bp.response(204)
@bp.doc(operationId="revokeJoinLink")
def revoke_join_link(conversation_id: str) -> None:
    """Take the link back: it leads nowhere now."""
    chat().join_links.revoke(ConversationId(conversation_id), caller().id)


def _shown(conversation_id: ConversationId) -> Shown:
    view = chat().conversations.view(conversation_id, caller().id)
    return conversation_fields(view), etag(view.conversation.version)
