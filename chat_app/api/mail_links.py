"""What one does by a link that was mailed: confirm an address, set a forgotten password, change the address."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chat_app.api import sign_in
from chat_app.api.fields import Password, typed_password
from chat_app.api.identity import caller, chat, device, signed_in
from chat_app.api.limits import mail_cost, sign_in_cost
from chat_app.protocol.fields import EmailAddress

bp = Blueprint("mail_links", __name__, description="Links that are mailed: verification, reset, change of address.")


class TokenSchema(Schema):
    token = fields.String(
        required=True,
        validate=validate.Length(min=1, max=256),
        metadata={"description": "What stands behind `#token=` in the link. Good once, for 30 minutes."},
    )


class ResetSchema(TokenSchema):
    new_password = Password(required=True)


class ForgotSchema(Schema):
    email = EmailAddress(required=True)


class NewEmailSchema(Schema):
    email = EmailAddress(required=True)
    password = typed_password()


@bp.post("/auth/email/verification")
@mail_cost
@signed_in(session=True)
@bp.response(202)
@bp.doc(operationId="askToVerifyEmail")
def ask_to_verify_email() -> Response:
    """Mail a link that confirms the own address; none where it is confirmed, or where three are good still."""
    chat().email_links.ask_to_verify(caller())
    return Response(status=202)


@bp.post("/auth/email/verify")
@sign_in_cost
@bp.arguments(TokenSchema, as_kwargs=True)
@bp.response(204)
@bp.doc(security=[], operationId="verifyEmail")
def verify_email(token: str) -> None:
    """Confirm an address by the link mailed to it."""
    chat().email_links.verify(token)


@bp.post("/auth/password/forgot")
@mail_cost
@bp.arguments(ForgotSchema, as_kwargs=True)
@bp.response(202)
@bp.doc(security=[], operationId="forgotPassword")
def forgot_password(email: str) -> Response:
    """Mail a link for a new password, if the address is somebody's; the answer is the same either way."""
    chat().email_links.forgot(email)
    return Response(status=202)


@bp.post("/auth/password/reset")
@sign_in_cost
@bp.arguments(ResetSchema, as_kwargs=True)
@bp.response(204)
@bp.doc(security=[], operationId="resetPassword")
def reset_password(**reset: Any) -> Response:
    """Set a new password by the link mailed; all devices are signed out, and every other link ends."""
    user = chat().email_links.reset(**reset)
    response = Response(status=204)
    # The way out for an owner whom somebody at the same address keeps waiting.
    sign_in.remember(response, chat().accounts.mark(user, device()))
    return response


@bp.post("/users/me/email")
@mail_cost
@signed_in(session=True)
@bp.arguments(NewEmailSchema, as_kwargs=True)
@bp.response(202)
@bp.doc(operationId="askToChangeEmail")
def ask_to_change_email(email: str, password: str) -> Response:
    """Mail the new address a link that confirms it, and the old one a link that stops it."""
    chat().email_links.ask_to_change(caller(), email, password)
    return Response(status=202)


@bp.post("/auth/email/change")
@sign_in_cost
@bp.arguments(TokenSchema, as_kwargs=True)
@bp.response(204)
@bp.doc(security=[], operationId="changeEmail")
def change_email(token: str) -> None:
    """Take the new address, by the link mailed to it."""
    chat().email_links.change(token)


@bp.post("/auth/email/cancel")
@sign_in_cost
@bp.arguments(TokenSchema, as_kwargs=True)
@bp.response(204)
@bp.doc(security=[], operationId="cancelEmail")
def cancel_email(token: str) -> None:
    """Stop a change of address, by the link mailed to the old one; one that is made already is undone."""
    chat().email_links.cancel(token)
