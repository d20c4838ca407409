"""What answers look like, for the documents. The values themselves are made by the `…_fields` of `protocol/`.

Dumping a page of entries through these would cost more than reading it from the store, so they pass values through;
tests hold the answers against the document.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

OBJECT_ID = {"pattern": "^[0-9a-f]{24}$"}


class Shape(Schema):
    """A documented answer."""

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        return obj


def an_id() -> fields.String:
    """The id of something."""
    return fields.String(required=True, metadata=OBJECT_ID)


def a_text() -> fields.String:
    """A text, or null."""
    return fields.String(required=True, allow_none=True)


def a_time(*, none: bool = False) -> fields.AwareDateTime:
    """A moment in UTC; `none`: or null."""
    return fields.AwareDateTime(required=True, allow_none=none)


def _seq() -> fields.Integer:
    return fields.Integer(required=True, metadata={"minimum": 0})


def _rule(*choices: str, says: str) -> fields.String:
    return fields.String(
        required=True, allow_none=True, validate=validate.OneOf([*choices, None]), metadata={"description": says}
    )


class PresenceShape(Shape):
    """How reachable a user is, as far as the viewer may know."""

    status = fields.String(required=True, validate=validate.OneOf(["online", "away", "offline"]))
    last_seen = a_time(none=True)


class UserShape(Shape):
    """A user as others see them."""

    id = an_id()
    username = fields.String(required=True)
    display_name = fields.String(required=True)
    avatar_url = a_text()
    bio = a_text()
    presence = fields.Nested(PresenceShape, required=True)


class NotificationsShape(Shape):
    """How the caller is told of what is new."""

    sound = fields.Boolean(required=True)
    desktop = fields.Boolean(required=True)
    preview = fields.Boolean(required=True)


class SettingsShape(Shape):
    """All settings of the caller, those never made with their defaults."""

    last_seen = fields.String(required=True, validate=validate.OneOf(["everyone", "contacts", "nobody"]))
    read_receipts = fields.Boolean(required=True)
    who_may_write = fields.String(required=True, validate=validate.OneOf(["everyone", "contacts"]))
    who_may_add = fields.String(required=True, validate=validate.OneOf(["everyone", "contacts", "nobody"]))
    contact_requests = fields.Boolean(required=True)
    notifications = fields.Nested(NotificationsShape, required=True)
    theme = fields.String(required=True, validate=validate.OneOf(["system", "light", "dark"]))


class OwnUserShape(UserShape):
    """The caller."""

    email = fields.Email(required=True)
    email_verified = fields.Boolean(required=True)
    time_zone = a_text()
    locale = a_text()
    settings = fields.Nested(SettingsShape, required=True)
    role = fields.String(required=True, validate=validate.OneOf(["user", "moderator", "admin"]))
    created_at = a_time()


class UsersShape(Shape):
    """A page of people."""

    items = fields.List(fields.Nested(UserShape), required=True)
    next_cursor = a_text()


class ContactShape(Shape):
    """What the caller keeps about another user."""

    user = fields.Nested(UserShape, required=True)
    nickname = a_text()
    favourite = fields.Boolean(required=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(["contact", "requested", "invited", "none"]),
        metadata={"description": "`none`: not on the list (any more), blocked perhaps."},
    )
    blocked = fields.Boolean(required=True)
    created_at = a_time()


class ContactsShape(Shape):
    """The contact list."""

    items = fields.List(fields.Nested(ContactShape), required=True)
    next_cursor = a_text()


class EntryShape(Shape):
    """A place in a conversation's log."""

    message_id = fields.String(required=True, validate=validate.Length(max=64))
    conversation_id = an_id()
    seq = _seq()
    sender_id = an_id()
    client_id = fields.String(required=True)
    kind = fields.String(
        required=True, validate=validate.OneOf(["text", "file", "system", "edit", "delete", "reaction"])
    )
    content = a_text()
    data = fields.Dict(required=True, allow_none=True, metadata={"description": "Of `system` and `reaction` entries."})
    reply_to = a_text()
    target_id = a_text()
    attachments = fields.List(fields.Dict(), required=True)
    reactions = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        required=True,
        metadata={"description": "The ids of who reacted, by emoji."},
    )
    priority = fields.String(required=True, validate=validate.OneOf(["low", "normal", "high"]))
    created_at = a_time()
    edited_at = a_time(none=True)
    deleted_at = a_time(none=True)


class LogPageShape(Shape):
    """A stretch of the log, inclusive, newest last, whatever is left out of it."""

    items = fields.List(fields.Nested(EntryShape), required=True)
    from_seq = _seq()
    to_seq = _seq()
    at_start = fields.Boolean(required=True)
    at_end = fields.Boolean(required=True)


class ParticipantShape(Shape):
    """A member, and how far they are."""

    user = fields.Nested(UserShape, required=True)
    role = fields.String(required=True, validate=validate.OneOf(["owner", "admin", "member"]))
    joined_at = a_time()
    delivered_seq = _seq()
    read_seq = _seq()


class ConversationShape(Shape):
    """A conversation as the caller sees it."""

    id = an_id()
    kind = fields.String(required=True, validate=validate.OneOf(["direct", "group"]))
    title = a_text()
    description = a_text()
    avatar_url = a_text()
    history = _rule("all", "joined", says="What members see of the log; null in a direct conversation.")
    who_may_write = _rule("members", "admins", says="The same.")
    who_may_add = _rule("members", "admins", says="The same.")
    who_may_rename = _rule("members", "admins", says="Title, description and picture; the same.")
    participants = fields.List(
        fields.Nested(ParticipantShape),
        required=True,
        metadata={"description": "All, or of a group of over 100 the first 100 and the caller."},
    )
    participant_count = _seq()
    first_seq = fields.Integer(
        required=True, metadata={"minimum": 1, "description": "Where the log begins for the caller."}
    )
    last_seq = _seq()
    last_entry = fields.Nested(EntryShape, required=True, allow_none=True)
    unread = _seq()
    mentions = _seq()
    muted_until = a_time(none=True)
    archived = fields.Boolean(required=True)
    pinned = fields.Boolean(required=True)
    unread_mark = fields.Boolean(required=True)
    notify = fields.String(required=True, validate=validate.OneOf(["all", "mentions", "nothing"]))
    created_at = a_time()
    updated_at = a_time()


class ParticipantsShape(Shape):
    """A page of members, in the order of joining."""

    items = fields.List(fields.Nested(ParticipantShape), required=True)
    next_cursor = a_text()


class JoinLinkShape(Shape):
    """A link that lets whoever has it into a group."""

    url = fields.Url(required=True)
    token = fields.String(required=True)


class InvitationShape(Shape):
    """What a join link shows of its group."""

    title = a_text()
    description = a_text()
    avatar_url = a_text()
    members = _seq()


class ConversationsShape(Shape):
    """A page of conversations, newest activity first."""

    items = fields.List(fields.Nested(ConversationShape), required=True)
    next_cursor = a_text()


class AckShape(Shape):
    """An entry that stands in the log."""

    client_id = fields.String(required=True)
    conversation_id = an_id()
    message_id = fields.String(required=True)
    seq = _seq()
    created_at = a_time()
    status = fields.String(required=True, validate=validate.OneOf(["sent", "queued"]))
