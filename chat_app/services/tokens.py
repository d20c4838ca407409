"""Bearer tokens: access tokens of sessions, JWTs (HS256) that a sign-out ends at once, and personal access tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jwt
from flask import current_app
from flask_jwt_extended import create_access_token
from jwt import InvalidTokenError

from chat_app.errors import InsufficientScope, NotAuthenticated
from chat_app.records import User
from chat_app.services.access_tokens import PREFIX, AccessTokens
from chat_app.services.accounts import Accounts
from chat_app.types import Scope, SessionId, UserId

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


def issue(user_id: UserId, session_id: SessionId) -> str:
    """A token of `JWT_ACCESS_TTL` seconds. Needs an application context."""
    token: str = create_access_token(identity=user_id, additional_claims={SESSION_CLAIM: session_id})
    return token


def bearer_of(token: str, accounts: Accounts, access_tokens: AccessTokens) -> Bearer:
    """Who calls with this token. Needs an application context.

    Raises:
        NotAuthenticated: garbled, expired, revoked, or signed by another key.
    """
    if token.startswith(PREFIX):
        user, personal = access_tokens.authenticated(token)
        return Bearer(user, personal.id, personal.scopes, personal=True)
    try:
        claims = _claims(token)
        user_id, session_id = UserId(claims["sub"]), SessionId(claims[SESSION_CLAIM])
    except (InvalidTokenError, KeyError, ValueError) as error:
        raise NotAuthenticated("The token is not valid.") from error
    return Bearer(accounts.authenticated(user_id, session_id), session_id)


def _claims(token: str) -> dict[str, Any]:
    # Not when it was made: after a clock was set back that lies ahead, and would sign everybody out. Its end counts.
    options: jwt.types.Options = {"verify_iat": False, "verify_nbf": False, "require": ["exp"]}
    claims: dict[str, Any] = jwt.decode(
        token, current_app.config["JWT_SECRET_KEY"], algorithms=["HS256"], options=options
    )
    return claims
