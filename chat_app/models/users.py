"""`users`: who they are, how they sign in, and on which devices they are signed in."""

from __future__ import annotations

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)


class Session(EmbeddedDocument):
    """A signed-in device. Only the hash of its refresh token is kept."""

    id = StringField(required=True)
    refresh_hash = StringField(required=True)
    device = StringField(max_length=200)
    address = StringField(max_length=64)
    created_at = DateTimeField(required=True)
    last_used_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)


class AccessToken(EmbeddedDocument):
    """A personal access token. Only the hash of its secret is kept."""

    id = StringField(required=True)
    name = StringField(required=True, max_length=64)
    scopes = ListField(StringField(choices=("read", "write")), required=True)
    secret_hash = StringField(required=True)
    created_at = DateTimeField(required=True)
    last_used_at = DateTimeField()
    expires_at = DateTimeField()


class User(Document):
    """A person. `username_key`, `email_key` and `name_key` are folded: lower case without accents.

    The folded names make uniqueness independent of case, and a prefix search a range of an index. Both sides of a block
    stand here, so that whoever is loaded anyway tells whom they are kept apart from.
    """

    username = StringField(required=True, max_length=32)
    username_key = StringField(required=True)
    email = StringField(required=True, max_length=254)
    email_key = StringField(required=True)
    email_verified = BooleanField(default=False)
    password_hash = StringField(required=True)
    display_name = StringField(required=True, max_length=64)
    name_key = StringField(required=True)
    bio = StringField(max_length=500)
    avatar_url = StringField(max_length=500)
    settings = DictField()
    role = StringField(choices=("user", "moderator", "admin"), default="user")
    last_seen = DateTimeField()
    blocked = ListField(ObjectIdField())
    blocked_by = ListField(ObjectIdField())
    sessions = EmbeddedDocumentListField(Session)
    access_tokens = EmbeddedDocumentListField(AccessToken)
    version = IntField(default=0)
    signed_out_at = DateTimeField()
    created_at = DateTimeField(required=True)
    deactivated_at = DateTimeField()

    meta = {
        "collection": "users",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["username_key"], "unique": True},
            {"fields": ["email_key"], "unique": True},
            {"fields": ["name_key"]},
            {"fields": ["signed_out_at"], "sparse": True},
        ],
    }
