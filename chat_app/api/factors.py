"""Two-step sign-in: an authenticator app and its recovery codes."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chat_app.api import sign_in_shapes as shapes
from chat_app.api.fields import typed_password
from chat_app.api.identity import caller, chat, signed_in
from chat_app.api.limits import sign_in_cost
from chat_app.keyring import Passkey

bp = Blueprint("factors", __name__, url_prefix="/auth", description="Two-step sign-in.")


class ConfirmedSchema(Schema):
    password = typed_password()


class CodeSchema(Schema):
    code = fields.String(required=True, validate=validate.Length(min=1, max=32))


@bp.get("/factors")
@signed_in(session=True)
@bp.response(200, shapes.FactorsShape)
@bp.doc(operationId="getFactors")
def get_factors() -> dict[str, Any]:
    """What the own account can be signed in with, beside the password."""
    keyring = chat().factors.of(caller())
    return {
        "totp": keyring.totp is not None and keyring.totp.confirmed,
        "recovery_codes_left": len(keyring.recovery_hashes),
        "passkeys": [passkey_fields(passkey) for passkey in keyring.passkeys],
    }


@bp.post("/totp")
@sign_in_cost
@signed_in(session=True)
@bp.arguments(ConfirmedSchema, as_kwargs=True)
@bp.response(200, shapes.EnrolmentShape)
@bp.doc(operationId="beginTotp")
def begin_totp(password: str) -> dict[str, Any]:
    """A secret for an authenticator app, once; it is asked for at the sign-in after its first code was confirmed."""
    enrolment = chat().factors.begin_totp(caller(), password)
    return {"secret": enrolment.secret, "uri": enrolment.uri, "qr_svg": enrolment.qr_svg}


@bp.post("/totp/confirm")
@sign_in_cost
@signed_in(session=True)
@bp.arguments(CodeSchema, as_kwargs=True)
@bp.response(200, shapes.RecoveryCodesShape)
@bp.doc(operationId="confirmTotp")
def confirm_totp(code: str) -> dict[str, Any]:
    """Turn two-step sign-in on with a code of the app; the recovery codes are shown this once."""
    return {"recovery_codes": chat().factors.confirm_totp(caller(), code)}


@bp.delete("/totp")
@sign_in_cost
@signed_in(session=True)
@bp.arguments(ConfirmedSchema, as_kwargs=True)
@bp.response(204)
@bp.doc(operationId="endTotp")
def end_totp(password: str) -> None:
    """Turn two-step sign-in off; its recovery codes are void."""
    chat().factors.end_totp(caller(), password)


@bp.post("/recovery-codes")
@sign_in_cost
@signed_in(session=True)
@bp.arguments(ConfirmedSchema, as_kwargs=True)
@bp.response(200, shapes.RecoveryCodesShape)
@bp.doc(operationId="renewRecoveryCodes")
def renew_recovery_codes(password: str) -> dict[str, Any]:
    """Ten new recovery codes, shown this once; the old ones are void."""
    return {"recovery_codes": chat().factors.renew_recovery_codes(caller(), password)}


def passkey_fields(passkey: Passkey) -> dict[str, Any]:
    """A passkey as its owner sees it."""
    return {
        "id": passkey.id,
        "name": passkey.name,
        "created_at": passkey.created_at,
        "last_used_at": passkey.last_used_at,
    }
