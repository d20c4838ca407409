"""`messages`: the log, an entry a document."""

from __future__ import annotations

from mongoengine import DateTimeField, DictField, Document, IntField, ListField, ObjectIdField, StringField


class Message(Document):
    """An entry of a conversation's log.

    The id is made of the conversation, the sender and the `client_id`, so the index that every collection has
    already makes sends idempotent, and a second unique index would only cost (docs/decisions/0001). The log appends
    and reads raw documents: constructing and validating these classes takes 60 µs an entry. `asides` holds, by user id,
    what one user alone sees of it: what they changed while they were blocked. An edit, a deletion or a reaction names
    its conversation as `unapplied` until its target shows it: the sparse index is of these.
    """

    id = StringField(primary_key=True, max_length=64)
    conversation_id = ObjectIdField(required=True)
    seq = IntField(required=True, min_value=1)
    ordinal = IntField(required=True, min_value=0)
    sender_id = ObjectIdField(required=True)
    client_id = StringField(required=True, max_length=64)
    kind = StringField(choices=("text", "file", "system", "edit", "delete", "reaction"), required=True)
    content = StringField(max_length=8_000)
    data = DictField()
    reply_to = StringField(max_length=64)
    target_id = StringField(max_length=64)
    attachments = ListField(DictField())
    reactions = DictField()
    priority = StringField(choices=("low", "normal", "high"))
    hidden_from = ListField(ObjectIdField())
    mentions = ListField(ObjectIdField())
    target_seq = IntField()
    asides = DictField()
    edits = ListField(IntField())
    unapplied = ObjectIdField()
    created_at = DateTimeField(required=True)
    edited_at = DateTimeField()
    deleted_at = DateTimeField()

    meta = {
        "collection": "messages",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["conversation_id", "seq"], "unique": True},
            {"fields": ["unapplied"], "sparse": True},
        ],
    }
