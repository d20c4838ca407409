"""Access tokens: JWTs (HS256) that carry the user and the session, so that a sign-out ends them at once."""

from __future__ import annotations

from flask_jwt_extended import create_access_token, decode_token
from jwt import InvalidTokenError

from chat_app.errors import NotAuthenticated
from chat_app.types import SessionId, UserId

SESSION_CLAIM = "sid"


def issue(user_id: UserId, session_id: SessionId) -> str:
    """A token of `JWT_ACCESS_TTL` seconds. Needs an application context."""
    token: str = create_access_token(identity=user_id, additional_claims={SESSION_CLAIM: session_id})
    return token


def verify(token: str) -> tuple[UserId, SessionId]:
    """Whose token it is, if its signature and time are good. Needs an application context.

    Raises:
        NotAuthenticated: garbled, expired, or signed by another key.
    """
    try:
        claims = decode_token(token)
        return UserId(claims["sub"]), SessionId(claims[SESSION_CLAIM])
    except (InvalidTokenError, KeyError, ValueError) as error:
        raise NotAuthenticated("The token is not valid.") from error
