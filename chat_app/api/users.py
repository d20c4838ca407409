"""Profiles, and finding people."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields

from chat_app.api import shapes
from chat_app.api.fields import Text, limit
from chat_app.api.identity import caller, chat, signed_in
from chat_app.api.limits import expensive_cost
from chat_app.api.preconditions import IF_MATCH, etag, expected_version
from chat_app.protocol.fields import AvatarUrl, DisplayName, Locale, TimeZone
from chat_app.protocol.settings import SettingsSchema
from chat_app.protocol.users import own_fields, public_fields
from chat_app.services.people import START, SearchPlace
from chat_app.types import UserId

bp = Blueprint("users", __name__, url_prefix="/users", description="Profiles, and finding people.")

MAX_CURSOR = 2_000
"""Characters of a cursor: a folded name can be much longer than the name."""


class ProfileSchema(Schema):
    display_name = DisplayName()
    bio = Text(low=0, high=500, lines=True, allow_none=True)
    avatar_url = AvatarUrl(allow_none=True)
    time_zone = TimeZone(allow_none=True)
    locale = Locale(allow_none=True)
    settings = fields.Nested(SettingsSchema)


class SearchPlaceField(fields.String):
    """An opaque cursor: a part of the people and a name among them."""

    @staticmethod
    def written(place: SearchPlace) -> str:
        """The cursor of a place."""
        return urlsafe_b64encode(f"{place.part}:{place.key}".encode()).decode().rstrip("=")

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, *args, **kwargs)
        try:
            part, _, key = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(":")
        except ValueError:
            part, key = "", ""
        if part not in ("contacts", "others") or len(text) > MAX_CURSOR:
            raise ValidationError("Must be the next_cursor of an earlier page.")
        return SearchPlace(part, key)  # type: ignore[arg-type]


class SearchSchema(Schema):
    q = Text(high=64, required=True)
    cursor = SearchPlaceField(metadata={"maxLength": MAX_CURSOR})
    limit = limit()


@bp.get("")
@expensive_cost
@signed_in()
@bp.arguments(SearchSchema, location="query", as_kwargs=True)
@bp.response(200, shapes.UsersShape)
@bp.doc(operationId="searchUsers")
def search_users(q: str, limit: int, cursor: SearchPlace = START) -> dict[str, Any]:
    """People whose username or display name begins so, whatever the case and the accents; one's contacts first.

    Those are found by their nicknames as well. A page may hold fewer than `limit` though another one follows.
    """
    found, following = chat().people.search(caller(), q, place=cursor, limit=limit)
    next_cursor = SearchPlaceField.written(following) if following is not None else None
    return {"items": [public_fields(public) for public in found], "next_cursor": next_cursor}


@bp.get("/<object_id:user_id>")
@signed_in()
@bp.response(200, shapes.UserShape)
@bp.doc(operationId="getUser")
def get_user(user_id: str) -> dict[str, Any]:
    """A profile, with presence as far as its owner lets it be seen."""
    return public_fields(chat().users.profile(caller().id, UserId(user_id)))


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
