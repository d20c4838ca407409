"""Who is reachable."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import INCLUDE, Schema, fields

from chat_app.api import shapes
from chat_app.api.identity import caller, chat, signed_in
from chat_app.errors import InvalidInput
from chat_app.protocol.frames import is_object_id
from chat_app.protocol.presence import MAX_WATCHED
from chat_app.types import UserId

bp = Blueprint("presence", __name__, url_prefix="/presence", description="Who is reachable.")


class PresenceQuerySchema(Schema):
    user_ids = fields.String(required=True, metadata={"description": "Ids, separated by commas."})


class PresencesShape(shapes.Shape):
    """Presence by user id."""

    class Meta:
        unknown = INCLUDE


@bp.get("")
@signed_in()
@bp.arguments(PresenceQuerySchema, location="query", as_kwargs=True)
@bp.response(200, PresencesShape)
@bp.doc(operationId="getPresence")
def get_presence(user_ids: str) -> dict[str, Any]:
    """The presence of users, as far as each lets the caller know."""
    wanted = [UserId(each) for each in user_ids.split(",") if each]
    if not 1 <= len(wanted) <= MAX_WATCHED or any(not is_object_id(each) for each in wanted):
        raise InvalidInput(errors={"user_ids": [f"Must be 1 to {MAX_WATCHED} ids of 24 hexadecimal digits."]})
    seen = chat().presence.of(caller().id, wanted)
    return {user: {"status": each.status, "last_seen": each.last_seen} for user, each in seen.items()}
