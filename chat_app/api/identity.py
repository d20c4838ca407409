"""Who calls: the bearer token of a request, checked against the session that it belongs to."""

from __future__ import annotations

from typing import cast

from flask import Flask, Response, current_app, request
from flask_jwt_extended import JWTManager, get_current_user, get_jwt

from chat_app.api.problems import of_chat_error
from chat_app.config import Settings, secret_key
from chat_app.errors import NotAuthenticated
from chat_app.records import User
from chat_app.services import Services
from chat_app.services.accounts import Device
from chat_app.services.tokens import SESSION_CLAIM
from chat_app.types import SessionId, UserId


def init_app(app: Flask, settings: Settings, services: Services) -> None:
    """Set the token extension up; every way in which a token fails is `not_authenticated`."""
    app.config.update(
        JWT_SECRET_KEY=secret_key(settings),
        JWT_ALGORITHM="HS256",
        JWT_ACCESS_TOKEN_EXPIRES=settings.jwt_access_ttl,
        JWT_TOKEN_LOCATION="headers",
    )
    tokens = JWTManager(app)

    def refuse(*_: object) -> Response:
        # Not raised: these are called from within an error handler.
        return of_chat_error(NotAuthenticated())

    tokens.unauthorized_loader(refuse)
    tokens.invalid_token_loader(refuse)
    tokens.expired_token_loader(refuse)
    tokens.user_lookup_error_loader(refuse)

    @tokens.user_lookup_loader
    def user_of(_header: object, claims: dict[str, str]) -> User:
        return services.accounts.authenticated(UserId(claims["sub"]), SessionId(claims.get(SESSION_CLAIM, "")))


def chat() -> Services:
    """The services of the application that serves this request."""
    return cast(Services, current_app.extensions["chat"])


def caller() -> User:
    """The user who calls; the view must ask for a token."""
    return cast(User, get_current_user())


def caller_session() -> SessionId:
    """The session that the caller's token belongs to."""
    return SessionId(get_jwt()[SESSION_CLAIM])


def device() -> Device:
    """Where the request comes from."""
    return Device(request.user_agent.string or "Unknown device", request.remote_addr or "")
