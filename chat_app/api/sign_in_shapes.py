"""What the answers of signing in look like: sessions, personal access tokens, passkeys, the second factor."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from chat_app.api.shapes import OwnUserShape, Shape, a_text, a_time, an_id


class SignedInShape(Shape):
    """A fresh access token; the refresh token is in a cookie that scripts cannot read."""

    user = fields.Nested(OwnUserShape, required=True)
    access_token = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds."})


class SessionShape(Shape):
    """A device that is signed in."""

    id = an_id()
    device = fields.String(required=True)
    address = fields.String(required=True)
    created_at = a_time()
    last_used_at = a_time()
    current = fields.Boolean(required=True)


class SessionsShape(Shape):
    """All devices that are signed in."""

    items = fields.List(fields.Nested(SessionShape), required=True)
    next_cursor = a_text()


class AccessTokenShape(Shape):
    """A personal access token, without what is secret in it."""

    id = an_id()
    name = fields.String(required=True)
    scopes = fields.List(fields.String(validate=validate.OneOf(["read", "write"])), required=True)
    created_at = a_time()
    last_used_at = a_time(none=True)
    expires_at = a_time(none=True)


class NewAccessTokenShape(AccessTokenShape):
    """A personal access token, with its text, which is shown this once."""

    token = fields.String(required=True)


class AccessTokensShape(Shape):
    """All personal access tokens of the caller."""

    items = fields.List(fields.Nested(AccessTokenShape), required=True)
    next_cursor = a_text()


class PasskeyShape(Shape):
    """A passkey of the caller."""

    id = an_id()
    name = fields.String(required=True)
    created_at = a_time()
    last_used_at = a_time(none=True)


class FactorsShape(Shape):
    """What the caller can sign in with, beside the password."""

    totp = fields.Boolean(required=True, metadata={"description": "Whether a code is asked for after the password."})
    recovery_codes_left = fields.Integer(required=True, metadata={"minimum": 0})
    passkeys = fields.List(fields.Nested(PasskeyShape), required=True)


def _object() -> fields.Dict:
    return fields.Dict(keys=fields.String(), required=True)


# By the names that WebAuthn gives them: PublicKeyCredentialCreationOptionsJSON and …RequestOptionsJSON.
_CEREMONY: dict[str, fields.Field[Any]] = {
    "challenge": fields.String(required=True),
    "timeout": fields.Integer(required=True, metadata={"description": "Milliseconds."}),
}
PasskeyOptionsShape = Shape.from_dict(
    {
        **_CEREMONY,
        "rp": _object(),
        "user": _object(),
        "pubKeyCredParams": fields.List(_object(), required=True),
        "excludeCredentials": fields.List(_object(), required=True),
        "authenticatorSelection": _object(),
        "attestation": fields.String(required=True),
    },
    name="PasskeyOptionsShape",
)
PasskeyRequestShape = Shape.from_dict(
    {
        **_CEREMONY,
        "rpId": fields.String(required=True),
        "allowCredentials": fields.List(_object(), required=True),
        "userVerification": fields.String(required=True),
        "challenge_id": fields.String(required=True, metadata={"description": "To be sent back with the answer."}),
    },
    name="PasskeyRequestShape",
)


class EnrolmentShape(Shape):
    """The secret of an authenticator app in three forms."""

    secret = fields.String(required=True, metadata={"description": "Base32, to be typed in."})
    uri = fields.String(required=True, metadata={"description": "`otpauth://`, to be opened by an app on this device."})
    qr_svg = fields.String(required=True, metadata={"description": "The same URI as a QR code: an `<svg>` element."})


class RecoveryCodesShape(Shape):
    """Each is good once, in place of a code of the app."""

    recovery_codes = fields.List(fields.String(), required=True)
