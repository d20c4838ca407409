"""Records with defaults, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from chat_app.protocol.users import PublicUser, Reachability
from chat_app.records import Contact, Conversation, Entry, Participant, User
from chat_app.services.messages import message_id
from chat_app.types import ConversationId, Kind, UserId

TIME = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
CHAT = ConversationId("c" * 24)
ADA, BOB, CID = UserId("a" * 24), UserId("b" * 24), UserId("d" * 24)


def entry(client_id: str = "c-1", *, kind: Kind = "text", content: str | None = "hello", **more: Any) -> Entry:
    """A message of Ada's in the one conversation, not yet numbered."""
    chat, sender = more.pop("conversation_id", CHAT), more.pop("sender_id", ADA)
    return Entry(
        **{
            "message_id": message_id(chat, sender, client_id),
            "conversation_id": chat,
            "sender_id": sender,
            "client_id": client_id,
            "kind": kind,
            "content": content,
            "created_at": TIME,
        }
        | more
    )


def conversation(members: Sequence[UserId] = (ADA, BOB), **more: Any) -> Conversation:
    """A group of Ada and Bob."""
    return Conversation(
        **{
            "id": CHAT,
            "kind": "group",
            "title": None,
            "avatar_url": None,
            "participants": tuple(Participant(user_id=each, role="member", joined_at=TIME) for each in members),
            "cursors": {},
            "blocked_by": (),
            "last_seq": 0,
            "last_ordinal": 0,
            "last_entry": None,
            "created_at": TIME,
            "updated_at": TIME,
        }
        | more
    )


def user(user_id: UserId = ADA, **more: Any) -> User:
    """Somebody who hides nothing."""
    return User(
        **{
            "id": user_id,
            "username": "ada",
            "email": "ada@example.org",
            "email_verified": False,
            "password_hash": "",
            "display_name": "Ada",
            "bio": None,
            "avatar_url": None,
            "settings": {},
            "role": "user",
            "last_seen": None,
            "sessions": (),
            "created_at": TIME,
            "deactivated_at": None,
        }
        | more
    )


def public(user_id: UserId = ADA, **more: Any) -> PublicUser:
    """That user, online."""
    return PublicUser(user(user_id, **more), Reachability("online", None))


def contact(**more: Any) -> Contact:
    """What Ada keeps about Bob."""
    return Contact(
        **{
            "user_id": ADA,
            "contact_id": BOB,
            "nickname": None,
            "state": "contact",
            "blocked": False,
            "created_at": TIME,
        }
        | more
    )
