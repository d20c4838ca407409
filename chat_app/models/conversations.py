"""`conversations`: who talks, how far each has read, and a cache of the last entry. The truth is the log."""

from __future__ import annotations

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    MapField,
    ObjectIdField,
    StringField,
)


class Participant(EmbeddedDocument):
    """A member, and what the conversation looks like to that member alone."""

    user_id = ObjectIdField(required=True)
    role = StringField(choices=("owner", "admin", "member"), default="member")
    joined_at = DateTimeField(required=True)
    joined_seq = IntField(default=0)
    muted_until = DateTimeField()
    archived = BooleanField(default=False)
    pinned = BooleanField(default=False)
    unread_mark = BooleanField(default=False)
    notify = StringField(choices=("all", "mentions", "nothing"), default="all")


class Cursor(EmbeddedDocument):
    """How far a member has received and read: seqs, inclusive. `read_ordinal` is the ordinal at `read_seq`."""

    delivered_seq = IntField(default=0)
    read_seq = IntField(default=0)
    read_ordinal = IntField(default=0)


class Rules(EmbeddedDocument):
    """Who may do what in a group, and what members see of its log."""

    history = StringField(choices=("all", "joined"), default="all")
    who_may_write = StringField(choices=("members", "admins"), default="members")
    who_may_add = StringField(choices=("members", "admins"), default="admins")
    who_may_rename = StringField(choices=("members", "admins"), default="admins")


class Conversation(Document):
    """A direct conversation (one per pair, by `direct_key`) or a group.

    `cursors` is a map by user id, beside `participants`: so all cursors that moved in a tick are one update by
    `$max`, however many members moved (docs/decisions/0002). `frozen` is what the two of a direct conversation see of
    each other's cursors while a block stands, `last_hidden` the last entry that only its sender may see. `join_token`
    stands here as it is: who reads the database reads what the link leads to as well. `large` marks groups that had
    over a hundred members once: lists leave their members out of what they read.
    """

    kind = StringField(choices=("direct", "group"), required=True)
    title = StringField(max_length=100)
    description = StringField(max_length=500)
    avatar_url = StringField(max_length=500)
    rules = EmbeddedDocumentField(Rules)
    revision = IntField(default=0)
    version = IntField(default=0)
    join_token = StringField(max_length=64)
    join_maker = ObjectIdField()
    barred = ListField(ObjectIdField())
    direct_key = StringField()
    participants = EmbeddedDocumentListField(Participant)
    large = BooleanField()
    cursors = MapField(EmbeddedDocumentField(Cursor))
    mentioned = MapField(ListField(IntField()))
    frozen = MapField(EmbeddedDocumentField(Cursor))
    blocked_by = ListField(ObjectIdField())
    last_seq = IntField(default=0)
    last_ordinal = IntField(default=0)
    last_entry = DictField()
    last_hidden = DictField()
    created_at = DateTimeField(required=True)
    updated_at = DateTimeField(required=True)

    meta = {
        "collection": "conversations",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["direct_key"], "unique": True, "sparse": True},
            {"fields": ["participants.user_id", "updated_at"]},
            {"fields": ["updated_at"]},
        ],
    }
