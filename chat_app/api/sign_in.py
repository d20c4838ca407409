"""What a sign-in answers: an access token for the page, and two cookies that no script can read."""

from __future__ import annotations

from flask import Response, current_app, jsonify

from chat_app.api.identity import KNOWN_DEVICE, chat
from chat_app.config import Settings
from chat_app.protocol.users import own_fields
from chat_app.services.accounts import SignedIn
from chat_app.session_tokens import access_token

REFRESH = "refresh_token"
PATH = "/api/auth"
KNOWN_FOR = 365 * 86_400
"""Seconds that a device is known again without being used."""


def answer(signed_in: SignedIn, status: int = 200) -> Response:
    """The access token, and the cookies for the next one."""
    settings = _settings()
    response = jsonify(
        user=own_fields(chat().users.own(signed_in.user)),
        access_token=access_token(signed_in),
        expires_in=settings.jwt_access_ttl,
    )
    response.status_code = status
    _set(response, REFRESH, signed_in.refresh_token, settings.jwt_refresh_ttl)
    remember(response, signed_in.mark)
    return response


def remember(response: Response, mark: str) -> None:
    """Let this device be known again: what strangers do wrong does not slow it down."""
    _set(response, KNOWN_DEVICE, mark, KNOWN_FOR)


def forget_session(response: Response) -> None:
    """Take the refresh cookie away; the device stays known."""
    response.delete_cookie(REFRESH, path=PATH)


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=PATH,
        httponly=True,
        secure=_settings().cookie_secure,
        samesite="Strict",
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
