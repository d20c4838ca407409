"""Passkeys: signing in without a password."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chat_app.api import sign_in
from chat_app.api import sign_in_shapes as shapes
from chat_app.api.factors import ConfirmedSchema, passkey_fields
from chat_app.api.fields import Text
from chat_app.api.identity import caller, chat, device, signed_in
from chat_app.api.limits import sign_in_cost
from chat_app.config import Settings
from chat_app.services.passkeys import RelyingParty

bp = Blueprint("passkeys", __name__, url_prefix="/auth", description="Passkeys: signing in without a password.")

CREDENTIAL = {"description": "The `PublicKeyCredential`, as its `toJSON()` gives it."}


class NewPasskeySchema(Schema):
    name = Text(required=True, high=64)
    credential = fields.Dict(keys=fields.String(), required=True, metadata=CREDENTIAL)


class PasskeySignInSchema(Schema):
    challenge_id = fields.String(required=True, validate=validate.Length(max=200))
    credential = fields.Dict(keys=fields.String(), required=True, metadata=CREDENTIAL)


@bp.post("/passkeys/options")
@sign_in_cost
@signed_in(session=True)
@bp.response(200, shapes.PasskeyOptionsShape)
@bp.doc(operationId="getPasskeyCreationOptions")
def get_passkey_creation_options() -> dict[str, Any]:
    """For `navigator.credentials.create()`, after `PublicKeyCredential.parseCreationOptionsFromJSON()`."""
    return chat().passkeys.creation_options(caller(), relying_party())


@bp.post("/passkeys")
@sign_in_cost
@signed_in(session=True)
@bp.arguments(NewPasskeySchema, as_kwargs=True)
@bp.response(201, shapes.PasskeyShape)
@bp.doc(operationId="addPasskey")
def add_passkey(name: str, credential: dict[str, Any]) -> dict[str, Any]:
    """Add the passkey that the browser made of the options."""
    return passkey_fields(chat().passkeys.add(caller(), name, credential, relying_party()))


@bp.delete("/passkeys/<object_id:passkey_id>")
@sign_in_cost
@signed_in(session=True)
@bp.arguments(ConfirmedSchema, as_kwargs=True)
@bp.response(204)
@bp.doc(operationId="removePasskey")
def remove_passkey(passkey_id: str, password: str) -> None:
    """Remove a passkey; the password is asked for."""
    chat().passkeys.remove(caller(), passkey_id, password)


@bp.post("/passkey/options")
@sign_in_cost
@bp.response(200, shapes.PasskeyRequestShape)
@bp.doc(security=[], operationId="getPasskeyRequestOptions")
def get_passkey_request_options() -> dict[str, Any]:
    """For `navigator.credentials.get()`, after `PublicKeyCredential.parseRequestOptionsFromJSON()`."""
    return chat().passkeys.request_options(relying_party())


@bp.post("/passkey")
@sign_in_cost
@bp.arguments(PasskeySignInSchema, as_kwargs=True)
@bp.response(200, shapes.SignedInShape)
@bp.doc(security=[], operationId="signInByPasskey")
def sign_in_by_passkey(challenge_id: str, credential: dict[str, Any]) -> Response:
    """Sign in by what the browser made of the options; no password and no code is asked for."""
    return sign_in.answer(chat().passkeys.sign_in(challenge_id, credential, relying_party(), device()))


def relying_party() -> RelyingParty:
    """The domain of PUBLIC_URL, or without it the one by which the request calls us, and the pages that belong to it.

    A page that calls us by a name of its own gets passkeys for that name, which are worth nothing under any other.
    """
    settings: Settings = current_app.extensions["settings"]
    own = settings.public_url or request.host_url.rstrip("/")
    domain = urlsplit(own).hostname or ""
    others = [each for each in settings.cors_origins if f".{urlsplit(each).hostname}".endswith(f".{domain}")]
    return RelyingParty(domain, [own, *others])
