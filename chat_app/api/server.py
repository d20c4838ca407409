"""What anyone may know of the server before signing in."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_smorest import Blueprint
from marshmallow import fields, validate

from chat_app.api.admin_shapes import REGISTRATIONS
from chat_app.api.identity import chat
from chat_app.api.shapes import Shape

bp = Blueprint("server", __name__, url_prefix="/server", description="What the server is.")


class ServerShape(Shape):
    """The server's name, and who may sign up; on its first run the first one becomes admin."""

    name = fields.String(required=True)
    registration = fields.String(required=True, validate=validate.OneOf(REGISTRATIONS))
    first_run = fields.Boolean(required=True)


@bp.get("")
@bp.response(200, ServerShape)
@bp.doc(security=[], operationId="getServer")
def get_server() -> dict[str, Any]:
    """The server's name, and who may sign up."""
    return {
        "name": current_app.extensions["settings"].server_name,
        "registration": chat().registration.rule(),
        "first_run": chat().registration.first_run(),
    }
