"""`users`: who they are, how they sign in, and on which devices they are signed in."""

from __future__ import annotations

from mongoengine import (
    BinaryField,
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
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


class MailToken(EmbeddedDocument):
    """A link that was mailed. Only the hash of its secret is kept."""

    purpose = StringField(required=True)
    hash = StringField(required=True)
    email = StringField(required=True, max_length=254)
    expires_at = DateTimeField(required=True)


class Totp(EmbeddedDocument):
    """An authenticator app; its secret is encrypted."""

    sealed = StringField(required=True)
    confirmed = BooleanField(required=True)
    last_step = IntField(required=True)


class Passkey(EmbeddedDocument):
    """A passkey: the public half of a key pair."""

    id = StringField(required=True)
    name = StringField(required=True, max_length=64)
    credential_id = BinaryField(required=True)
    public_key = BinaryField(required=True)
    sign_count = IntField(required=True)
    created_at = DateTimeField(required=True)
    last_used_at = DateTimeField()


class SpentChallenge(EmbeddedDocument):
    """A challenge that was answered, until it expires."""

    id = StringField(required=True)
    expires_at = DateTimeField(required=True)


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
    time_zone = StringField(max_length=64)
    locale = StringField(max_length=35)
    settings = DictField()
    role = StringField(choices=("user", "moderator", "admin"), default="user")
    last_seen = DateTimeField()
    blocked = ListField(ObjectIdField())
    blocked_by = ListField(ObjectIdField())
    sessions = EmbeddedDocumentListField(Session)
    mail_tokens = EmbeddedDocumentListField(MailToken)
    totp = EmbeddedDocumentField(Totp)
    recovery_hashes = ListField(StringField())
    passkeys = EmbeddedDocumentListField(Passkey)
    spent_challenges = EmbeddedDocumentListField(SpentChallenge)
    access_tokens = EmbeddedDocumentListField(AccessToken)
    version = IntField(default=0)
    signed_out_at = DateTimeField()
    created_at = DateTimeField(required=True)
    deactivated_at = DateTimeField()
    deleted_at = DateTimeField()

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
