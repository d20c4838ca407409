"""Users, the ways in that they have, and what they keep of each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chat_app.types import ContactState, Scope, SessionId, UserId


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in device; `refresh_hash` is the SHA-256 of the one refresh token that is good now."""

    id: SessionId
    refresh_hash: str
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A personal access token, for a script or a bot; `secret_hash` is the SHA-256 of the secret in it."""

    id: SessionId
    name: str
    scopes: tuple[Scope, ...]
    secret_hash: str
    created_at: datetime
    last_used_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person, as stored."""

    id: UserId
    username: str
    email: str
    email_verified: bool
    password_hash: str
    display_name: str
    bio: str | None
    avatar_url: str | None
    settings: dict[str, Any]
    role: str
    last_seen: datetime | None
    sessions: tuple[Session, ...]
    created_at: datetime
    deactivated_at: datetime | None
    blocked: frozenset[UserId] = frozenset()
    blocked_by: frozenset[UserId] = frozenset()
    time_zone: str | None = None
    locale: str | None = None
    deactivated_by: Literal["user", "admin"] | None = None
    deleted_at: datetime | None = None
    access_tokens: tuple[AccessToken, ...] = ()
    version: int = 0
    """Counts the changes of the profile and the account; what happens by the way, such as a sign-in, leaves it."""

    @property
    def may_return(self) -> bool:
        """Whether signing in again ends the deactivation: the user's own, of an account that is not deleted."""
        return self.deactivated_by == "user" and self.deleted_at is None

    @property
    def apart(self) -> frozenset[UserId]:
        """Those with whom a block stands, whoever made it."""
        return self.blocked | self.blocked_by

    def session(self, session_id: str) -> Session | None:
        """The signed-in device of that id, or None when it was signed out."""
        return next((session for session in self.sessions if session.id == session_id), None)

    def access_token(self, token_id: str) -> AccessToken | None:
        """The personal access token of that id, or None when it was revoked."""
        return next((token for token in self.access_tokens if token.id == token_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What a user keeps about another."""

    user_id: UserId
    contact_id: UserId
    nickname: str | None
    state: ContactState
    favourite: bool = False
    blocked: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """A user found by a name; `key` is that name, folded, and their place among those found."""

    key: str
    user_id: UserId


@dataclass(frozen=True, slots=True)
class Found:
    """Users found by a name, in order, and the key from which to go on; None at the end."""

    matches: list[Match]
    following: str | None
