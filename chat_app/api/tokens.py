"""Personal access tokens, for scripts and bots."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chat_app.api import sign_in_shapes as shapes
from chat_app.api.fields import Text
from chat_app.api.identity import caller, chat, signed_in
from chat_app.records import AccessToken
from chat_app.types import Scope, SessionId

bp = Blueprint(
    "tokens", __name__, url_prefix="/auth/tokens", description="Personal access tokens, for scripts and bots."
)


class NewTokenSchema(Schema):
    name = Text(high=64, required=True)
    scopes = fields.List(
        fields.String(validate=validate.OneOf(["read", "write"])),
        required=True,
        validate=validate.Length(min=1, max=2),
        metadata={"description": "`read` for GET and the socket, `write` for all that changes something."},
    )
    expires_at = fields.AwareDateTime(allow_none=True, metadata={"description": "Without it, good until revoked."})


@bp.get("")
@signed_in()
@bp.response(200, shapes.AccessTokensShape)
@bp.doc(operationId="listAccessTokens")
def list_access_tokens() -> dict[str, Any]:
    """One's own tokens, newest first, without what is secret in them."""
    newest = sorted(caller().access_tokens, key=lambda token: token.created_at, reverse=True)
    return {"items": [access_token_fields(token) for token in newest], "next_cursor": None}


@bp.post("")
@signed_in()
@bp.arguments(NewTokenSchema, as_kwargs=True)
@bp.response(201, shapes.NewAccessTokenShape)
@bp.doc(operationId="createAccessToken")
def create_access_token(name: str, scopes: list[Scope], expires_at: datetime | None = None) -> dict[str, Any]:
    """A new token. Its text is shown this once."""
    token, text = chat().access_tokens.create(caller(), name, scopes, expires_at)
    return access_token_fields(token) | {"token": text}


@bp.delete("/<object_id:token_id>")
@signed_in()
@bp.response(204)
@bp.doc(operationId="deleteAccessToken")
def delete_access_token(token_id: str) -> None:
    """Revoke a token; the sockets that it opened close."""
    chat().access_tokens.revoke(caller().id, SessionId(token_id))


def access_token_fields(token: AccessToken) -> dict[str, Any]:
    """A personal access token as its owner sees it."""
    return {
        "id": token.id,
        "name": token.name,
        "scopes": list(token.scopes),
        "created_at": token.created_at,
        "last_used_at": token.last_used_at,
        "expires_at": token.expires_at,
    }
