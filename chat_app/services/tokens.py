"""Bearer tokens: access tokens of sessions, JWTs (HS256) that a sign-out ends at once, and personal access tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import jwt
from jwt import InvalidTokenError

from chat_app.errors import InsufficientScope, NotAuthenticated
from chat_app.records import User
from chat_app.services.access_tokens import PREFIX, AccessTokens
from chat_app.services.accounts import Accounts
from chat_app.types import Scope, SessionId, UserId

ALGORITHM = "HS256"
SESSION_CLAIM = "sid"
ALL_SCOPES: tuple[Scope, ...] = ("read", "write")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who stands behind a bearer token. `personal` is a personal access token, and `id` is its own then."""

    user: User
    id: SessionId
    scopes: tuple[Scope, ...] = ALL_SCOPES
    personal: bool = False

    def require(self, scope: Scope) -> None:
        """Raises InsufficientScope unless the token may do that."""
        if scope not in self.scopes:
            raise InsufficientScope(f"This access token may not {scope}: it lacks the scope `{scope}`.")

    def require_session(self) -> None:
        """Raises InsufficientScope for a personal access token: scripts do not manage accounts."""
        if self.personal:
            raise InsufficientScope("Sign in for this: personal access tokens do not manage accounts.")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Reads bearer tokens of either kind; `key` is what session_tokens.py signs with."""

    key: str = field(repr=False)
    accounts: Accounts
    access_tokens: AccessTokens

    def bearer(self, token: str) -> Bearer:
        """Who calls with this token.

        Raises:
            NotAuthenticated: garbled, expired, revoked, or signed by another key.
        """
        if token.startswith(PREFIX):
            user, personal = self.access_tokens.authenticated(token)
            return Bearer(user, personal.id, personal.scopes, personal=True)
        try:
            claims = self._claims(token)
            user_id, session_id = UserId(claims["sub"]), SessionId(claims[SESSION_CLAIM])
        except (InvalidTokenError, KeyError, ValueError) as error:
            raise NotAuthenticated("The token is not valid.") from error
        return Bearer(self.accounts.authenticated(user_id, session_id), session_id)

    def _claims(self, token: str) -> dict[str, Any]:
        # Not when it was made: after a clock was set back that lies ahead, and would sign everybody out.
        options: jwt.types.Options = {"verify_iat": False, "verify_nbf": False, "require": ["exp"]}
        claims: dict[str, Any] = jwt.decode(token, self.key, algorithms=[ALGORITHM], options=options)
        return claims
