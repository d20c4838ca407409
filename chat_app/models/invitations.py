"""`invitations`: links with which one may sign up where registration is not open to all."""

from __future__ import annotations

from mongoengine import DateTimeField, Document, IntField, ObjectIdField, StringField

KEPT = 30 * 86_400
"""Seconds that an invitation can still be looked at after it expired."""


class Invitation(Document):
    """A link for `uses + left` people. Only the hash of its code is kept."""

    code_hash = StringField(required=True)
    note = StringField(max_length=200)
    created_by = ObjectIdField(required=True)
    created_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)
    uses = IntField(default=0)
    left = IntField(required=True, min_value=0)

    meta = {
        "collection": "invitations",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["code_hash"], "unique": True},
            {"fields": ["created_at"]},
            {"fields": ["expires_at"], "expireAfterSeconds": KEPT},
        ],
    }
