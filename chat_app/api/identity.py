"""Who calls: the bearer token of a request, and what it may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, g, request

from chat_app.errors import NotAuthenticated
from chat_app.records import User
from chat_app.services import Services
from chat_app.services.devices import Device
from chat_app.services.tokens import Bearer
from chat_app.types import SessionId

View = TypeVar("View", bound=Callable[..., Any])

MANAGING = frozenset({"auth", "tokens", "admin"})
"""Blueprints whose routes manage accounts: no personal access token opens them, whatever its scopes."""
READING = frozenset({"GET", "HEAD"})
KNOWN_DEVICE = "known_device"
"""The cookie of a device that somebody has signed in on."""


def signed_in(*, session: bool = False) -> Callable[[View], View]:
    """Decorator: the view wants a caller, known by a bearer token.

    A personal access token needs the scope `read` for GET and `write` for the others, and never opens the routes that
    manage accounts: those of the blueprints in MANAGING, and where `session` is set.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            bearer = _bearer()
            if session or request.blueprint in MANAGING:
                bearer.require_session()
            bearer.require("read" if request.method in READING else "write")
            g.bearer = bearer
            return view(*args, **kwargs)

        return cast(View, checked)

    return decorate


def chat() -> Services:
    """The services of the application that serves this request."""
    return cast(Services, current_app.extensions["chat"])


def caller() -> User:
    """The user who calls; the view must be decorated with `signed_in`."""
    return cast(Bearer, g.bearer).user


def caller_session() -> SessionId:
    """The session, or personal access token, that the caller's token belongs to."""
    return cast(Bearer, g.bearer).id


def device() -> Device:
    """Where the request comes from."""
    mark = request.cookies.get(KNOWN_DEVICE)
    return Device(request.user_agent.string or "Unknown device", request.remote_addr or "", mark)


def _bearer() -> Bearer:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated
    return chat().tokens.bearer(token.strip())
