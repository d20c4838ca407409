"""The access tokens of sessions: signed here, for the API and for commands, and read by services/tokens.py."""

from __future__ import annotations

from flask import Flask
from flask_jwt_extended import JWTManager, create_access_token

from chat_app.config import Settings, secret_key
from chat_app.services.accounts import SignedIn
from chat_app.services.tokens import ALGORITHM, SESSION_CLAIM


def init_app(app: Flask, settings: Settings) -> None:
    """Let the extension sign for this application."""
    app.config.update(
        JWT_SECRET_KEY=secret_key(settings), JWT_ALGORITHM=ALGORITHM, JWT_ACCESS_TOKEN_EXPIRES=settings.jwt_access_ttl
    )
    JWTManager(app)


def access_token(signed_in: SignedIn) -> str:
    """A token of `JWT_ACCESS_TTL` seconds, which ends earlier with its session. Needs an application context."""
    token: str = create_access_token(signed_in.user.id, additional_claims={SESSION_CLAIM: signed_in.session_id})
    return token
