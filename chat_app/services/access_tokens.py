"""Personal access tokens: what scripts and bots sign in with, shown once and kept as a hash."""

from __future__ import annotations

import dataclasses
import hmac
import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from chat_app.bus.interface import Bus
from chat_app.errors import Conflict, InvalidInput, NotAuthenticated, NotFound
from chat_app.records import AccessToken, User, now
from chat_app.services.hashes import hash_of
from chat_app.store.people import Users
from chat_app.types import Scope, SessionId, UserId

PREFIX = "chat_pat_"
"""So that whoever scans code for leaked secrets finds them."""
FORM = re.compile(PREFIX + r"([0-9a-f]{24})([0-9a-f]{24})([A-Za-z0-9_-]{43})\Z")
"""The user, the token, the secret: no index of tokens is needed."""
SECRET_BYTES = 32
MAX_TOKENS = 50
"""Tokens of a user; they stand in the user's document, which every request loads."""
USED_EVERY = timedelta(minutes=1)
"""How old `last_used_at` may get before it is written again: not at each of a bot's requests."""


class AccessTokens:
    """Who made which token, and what it opens."""

    def __init__(self, users: Users, bus: Bus) -> None:
        self._users = users
        self._bus = bus

    def create(
        self, user: User, name: str, scopes: Collection[Scope], expires_at: datetime | None = None
    ) -> tuple[AccessToken, str]:
        """A new token, and its text, which nobody can tell again.

        Raises:
            Conflict: the user has MAX_TOKENS already.
            InvalidInput: it would have expired by now.
        """
        if expires_at is not None and expires_at <= now():
            raise InvalidInput(errors={"expires_at": ["Must lie in the future."]})
        secret = secrets.token_urlsafe(SECRET_BYTES)
        token = AccessToken(
            id=SessionId(secrets.token_hex(12)),
            name=name,
            scopes=tuple(sorted(set(scopes))),
            secret_hash=hash_of(secret),
            created_at=now(),
            expires_at=expires_at,
        )
        if not self._users.add_access_token(user.id, token, at_most=MAX_TOKENS):
            raise Conflict(f"At most {MAX_TOKENS} personal access tokens; revoke one first.")
        return token, f"{PREFIX}{user.id}{token.id}{secret}"

    def revoke(self, user_id: UserId, token_id: SessionId) -> None:
        """End a token and close the sockets it opened. Raises NotFound for one that is not the user's."""
        if not self._users.remove_access_token(user_id, token_id):
            raise NotFound("There is no such access token.")
        self._bus.sign_out(user_id, [token_id])

    def authenticated(self, text: str) -> tuple[User, AccessToken]:
        """The user of a token, and what it may do.

        Raises:
            NotAuthenticated: garbled, unknown, revoked or expired; or the account is deactivated.
        """
        user, token, secret = self._find(text)
        if token is None or user is None or not hmac.compare_digest(token.secret_hash, hash_of(secret)):
            raise NotAuthenticated("The access token is not valid.")
        time = now()
        if user.deactivated_at is not None or (token.expires_at is not None and token.expires_at <= time):
            raise NotAuthenticated("The access token has expired.")
        if token.last_used_at is None or time - token.last_used_at >= USED_EVERY:
            self._users.used_access_token(user.id, token.id, time)
            token = dataclasses.replace(token, last_used_at=time)
        return user, token

    def _find(self, text: str) -> tuple[User | None, AccessToken | None, str]:
        form = FORM.match(text)
        if form is None:
            return None, None, ""
        user = self._users.get(UserId(form[1]))
        return user, user.access_token(form[2]) if user else None, form[3]
