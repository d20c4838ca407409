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
    FloatField,
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


class Deletion(EmbeddedDocument):
    """How far the deletion of the account is, and until when which process works on it."""

    messages = StringField(choices=("keep", "erase"), required=True)
    stage = StringField(choices=("erase", "leave", "forget"), required=True)
    conversation_id = ObjectIdField()
    seq = IntField(default=0)
    left = ListField(ObjectIdField())
    holder = StringField(required=True)
    until = DateTimeField(required=True)


class Export(EmbeddedDocument):
    """A copy of all own data; `until` ends a lease while it is made, and the copy itself when it is ready."""

    id = StringField(required=True)
    status = StringField(choices=("running", "ready", "failed"), required=True)
    progress = FloatField(required=True)
    expires_at = DateTimeField()
    holder = StringField(required=True)
    until = DateTimeField(required=True)


class User(Document):
    """A person. `username_key`, `email_key` and `name_key` are folded: lower case without accents.

    The folded names make uniqueness independent of case, and a prefix search a range of an index; `skeleton_key` is
    what the username looks like. Both sides of a block stand here, so that whoever is loaded anyway tells whom they are
    kept apart from. `left` are groups in whose logs the user's messages still stand.
    """

    username = StringField(required=True, max_length=32)
    username_key = StringField(required=True)
    skeleton_key = StringField()
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
    deactivated_by = StringField(choices=("user", "admin"))
    deleted_at = DateTimeField()
    left = ListField(ObjectIdField())
    deletion = EmbeddedDocumentField(Deletion)
    export = EmbeddedDocumentField(Export)

    meta = {
        "collection": "users",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["username_key"], "unique": True},
            {"fields": ["skeleton_key"], "unique": True, "sparse": True},
            {"fields": ["email_key"], "unique": True},
            {"fields": ["name_key"]},
            {"fields": ["signed_out_at"], "sparse": True},
            {"fields": ["created_at"]},
            {"fields": ["role"]},
            {"fields": ["deletion.until"], "sparse": True},
            {"fields": ["export.until"], "sparse": True},
        ],
    }
