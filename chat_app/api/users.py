"""Profiles, and finding people."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chat_app.api import shapes
from chat_app.api.fields import Text, limit
from chat_app.api.identity import caller, chat, signed_in
from chat_app.api.limits import expensive_cost, sign_in_cost
from chat_app.api.preconditions import IF_MATCH, etag, expected_version
from chat_app.protocol.fields import AvatarUrl, DisplayName, Locale, TimeZone
from chat_app.protocol.settings import SettingsSchema
from chat_app.protocol.users import own_fields, public_fields
from chat_app.services.users import cursor_after
from chat_app.types import UserId

bp = Blueprint("users", __name__, url_prefix="/users", description="Profiles, and finding people.")


class ProfileSchema(Schema):
    display_name = DisplayName()
    bio = Text(low=0, high=500, lines=True, allow_none=True)
    avatar_url = AvatarUrl(allow_none=True)
    time_zone = TimeZone(allow_none=True)
    locale = Locale(allow_none=True)
    settings = fields.Nested(SettingsSchema)


class DeleteSchema(Schema):
    password = fields.String(required=True, validate=validate.Length(min=1, max=128))


class SearchSchema(Schema):
    q = Text(high=64, required=True)
    cursor = fields.String(validate=validate.Length(max=64))
    limit = limit()


@bp.get("")
@expensive_cost
@signed_in()
@bp.arguments(SearchSchema, location="query", as_kwargs=True)
@bp.response(200, shapes.UsersShape)
@bp.doc(operationId="searchUsers")
def search_users(q: str, limit: int, cursor: str | None = None) -> dict[str, Any]:
    """People whose username or display name begins so, whatever the case and the accents."""
    found = chat().users.search(caller(), q, after=cursor, limit=limit)
    following = cursor_after(found[-1]) if len(found) == limit else None
    return {"items": [public_fields(public) for public in found], "next_cursor": following}


@bp.get("/<object_id:user_id>")
@signed_in()
@bp.response(200, shapes.UserShape)
@bp.doc(operationId="getUser")
def get_user(user_id: str) -> dict[str, Any]:
    """A profile, with presence as far as its owner lets it be seen."""
    return public_fields(chat().users.visible(caller().id, UserId(user_id)))


@bp.get("/me")
@signed_in()
@bp.response(200, shapes.OwnUserShape)
@bp.doc(operationId="getMe")
def get_me() -> tuple[dict[str, Any], dict[str, str]]:
    """The own profile and settings; its `ETag` is the version of all that can be changed in it."""
    return own_fields(chat().users.own(caller())), etag(caller().version)


@bp.patch("/me")
@signed_in()
@bp.arguments(ProfileSchema, as_kwargs=True)
@bp.response(200, shapes.OwnUserShape)
@bp.doc(operationId="updateMe", parameters=[IF_MATCH])
def update_me(**changes: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Change the profile or the settings; settings that are not named stay."""
    updated = chat().users.update(caller(), version=expected_version(), **changes)
    return own_fields(updated), etag(updated.user.version)


@bp.delete("/me")
@sign_in_cost
@signed_in(session=True)
@bp.arguments(DeleteSchema, as_kwargs=True)
@bp.response(204)
@bp.doc(operationId="deleteMe")
def delete_me(password: str) -> None:
    """Deactivate the account and sign all its devices out; what was written stays."""
    chat().accounts.delete(caller(), password)
