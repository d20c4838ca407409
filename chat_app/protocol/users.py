"""Users as JSON: as others see them, and one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chat_app.protocol.settings import whole
from chat_app.records import Contact, User
from chat_app.types import PresenceStatus


@dataclass(frozen=True, slots=True)
class Reachability:
    """What a viewer may know of a user's presence."""

    status: PresenceStatus
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class PublicUser:
    """A user as one viewer may see them."""

    user: User
    presence: Reachability


def public_fields(public: PublicUser) -> dict[str, Any]:
    """`user` as others see it."""
    return {
        "id": public.user.id,
        "username": public.user.username,
        "display_name": public.user.display_name,
        "avatar_url": public.user.avatar_url,
        "bio": public.user.bio,
        "presence": {"status": public.presence.status, "last_seen": public.presence.last_seen},
    }


def own_fields(public: PublicUser) -> dict[str, Any]:
    """`user` as it is shown to the user."""
    user = public.user
    return public_fields(public) | {
        "email": user.email,
        "email_verified": user.email_verified,
        "time_zone": user.time_zone,
        "locale": user.locale,
        "settings": whole(user.settings),
        "role": user.role,
        "created_at": user.created_at,
    }


def contact_fields(contact: Contact, public: PublicUser) -> dict[str, Any]:
    """`contact`: what a user keeps about another."""
    return {
        "user": public_fields(public),
        "nickname": contact.nickname,
        "favourite": contact.favourite,
        "state": contact.state,
        "blocked": contact.blocked,
        "created_at": contact.created_at,
    }


def contact_changed(contact: Contact, public: PublicUser) -> dict[str, Any]:
    """`contact`: created or changed, for the user's other devices."""
    return {"type": "contact", "contact": contact_fields(contact, public)}
