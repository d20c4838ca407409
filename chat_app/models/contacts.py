"""`contacts`: whom a user knows, under which name, and whom a user has blocked."""

from __future__ import annotations

from mongoengine import BooleanField, DateTimeField, Document, ObjectIdField, StringField


class Contact(Document):
    """What `user_id` keeps about `contact_id`. A row with the state `none` exists only for the sake of `blocked`."""

    user_id = ObjectIdField(required=True)
    contact_id = ObjectIdField(required=True)
    nickname = StringField(max_length=64)
    state = StringField(choices=("contact", "requested", "invited", "none"), default="none")
    favourite = BooleanField(default=False)
    blocked = BooleanField(default=False)
    created_at = DateTimeField(required=True)

    meta = {
        "collection": "contacts",
        "auto_create_index": False,
        "indexes": [{"fields": ["user_id", "contact_id"], "unique": True}, {"fields": ["contact_id"]}],
    }
