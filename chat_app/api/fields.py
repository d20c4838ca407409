"""Fields of requests, with the limits that several routes share."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields, validate
from werkzeug.routing import BaseConverter

from chat_app.protocol.fields import Password, Text, Username
from chat_app.protocol.frames import OBJECT_ID

PAGE_LIMIT = 100
LOG_LIMIT = 200


def user_id(**kwargs: Any) -> fields.String:
    """The id of a user."""
    return fields.String(validate=OBJECT_ID, **kwargs)


def limit(high: int = PAGE_LIMIT) -> fields.Integer:
    """How many items a page may have."""
    return fields.Integer(load_default=50, validate=validate.Range(min=1, max=high))


class ObjectIdConverter(BaseConverter):
    """An id in a path; what cannot be one is not found."""

    regex = "[0-9a-f]{24}"
    part_isolating = True


__all__ = ["Blueprint", "ObjectIdConverter", "Password", "Text", "Username", "limit", "user_id"]
