"""Signing up, in and out, and the devices that are signed in."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chat_app.api import sign_in
from chat_app.api import sign_in_shapes as shapes
from chat_app.api.fields import Password, Username, typed_password
from chat_app.api.identity import caller, caller_session, chat, device, signed_in
from chat_app.api.limits import sign_in_cost, sign_up_cost
from chat_app.api.security import refuse_foreign_origin
from chat_app.config import Settings
from chat_app.errors import NotAuthenticated
from chat_app.protocol.fields import DisplayName
from chat_app.records import Session
from chat_app.types import SessionId

bp = Blueprint("auth", __name__, url_prefix="/auth", description="Accounts and sessions.")


class RegisterSchema(Schema):
    username = Username(required=True)
    email = fields.Email(required=True, validate=validate.Length(max=254))
    password = Password(required=True)
    display_name = DisplayName()
    invitation = fields.String(
        validate=validate.Length(max=64),
        metadata={"description": "The code of an invitation, where the server asks for one."},
    )


class LoginSchema(Schema):
    login = fields.String(required=True, validate=validate.Length(min=1, max=254))
    password = typed_password()
    code = fields.String(
        validate=validate.Length(max=32),
        metadata={"description": "Of the authenticator app, or a recovery code, where the account wants one."},
    )


class PasswordSchema(Schema):
    current_password = typed_password()
    new_password = Password(required=True)


@bp.post("/register")
@sign_up_cost
@bp.arguments(RegisterSchema, as_kwargs=True)
@bp.response(201, shapes.SignedInShape)
@bp.doc(security=[], operationId="register")
def register(**account: Any) -> Response:
    """Sign up; the new user is signed in."""
    user = chat().registration.register(**account)
    chat().email_links.ask_to_verify(user)
    return sign_in.answer(chat().accounts.open_session(user, device()), 201)


@bp.post("/login")
@sign_in_cost
@bp.arguments(LoginSchema, as_kwargs=True)
@bp.response(200, shapes.SignedInShape)
@bp.doc(security=[], operationId="login")
def login(login: str, password: str, code: str | None = None) -> Response:
    """Sign in by username or e-mail address; `second_factor_required` says that a `code` is wanted too."""
    return sign_in.answer(chat().accounts.sign_in(login, password, device(), code))


@bp.post("/refresh")
@bp.response(200, shapes.SignedInShape)
@bp.doc(security=[], operationId="refresh")
def refresh() -> Response:
    """A new access token for the refresh cookie, which is rotated; an old one that comes again ends its session."""
    refuse_foreign_origin(_settings().cors_origins)
    token = request.cookies.get(sign_in.REFRESH)
    if not token:
        raise NotAuthenticated
    return sign_in.answer(chat().accounts.refresh(token, device()))


@bp.post("/logout")
@signed_in()
@bp.response(204)
@bp.doc(operationId="logout")
def logout() -> Response:
    """End this session; its sockets close."""
    chat().accounts.sign_out(caller().id, caller_session())
    response = Response(status=204)
    sign_in.forget_session(response)
    return response


@bp.post("/password")
@sign_in_cost
@signed_in()
@bp.arguments(PasswordSchema, as_kwargs=True)
@bp.response(204)
@bp.doc(operationId="changePassword")
def change_password(current_password: str, new_password: str) -> None:
    """Change the password; the other devices are signed out."""
    chat().accounts.change_password(caller(), current_password, new_password, keep=caller_session())


@bp.get("/sessions")
@signed_in()
@bp.response(200, shapes.SessionsShape)
@bp.doc(operationId="listSessions")
def list_sessions() -> dict[str, Any]:
    """The devices that are signed in, last used first."""
    sessions = sorted(caller().sessions, key=lambda session: session.last_used_at, reverse=True)
    return {"items": [_session_fields(session) for session in sessions], "next_cursor": None}


@bp.delete("/sessions")
@signed_in()
@bp.response(204)
@bp.doc(operationId="deleteOtherSessions")
def delete_other_sessions() -> None:
    """Sign every other device out; their sockets close."""
    chat().accounts.sign_out_others(caller(), keep=caller_session())


@bp.delete("/sessions/<object_id:session_id>")
@signed_in()
@bp.response(204)
@bp.doc(operationId="deleteSession")
def delete_session(session_id: str) -> None:
    """Sign a device out; its sockets close."""
    chat().accounts.sign_out(caller().id, SessionId(session_id))


def _session_fields(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "device": session.device,
        "address": session.address,
        "created_at": session.created_at,
        "last_used_at": session.last_used_at,
        "current": session.id == caller_session(),
    }


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
