"""Fields of requests, with the limits that several routes share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_smorest import Blueprint
from marshmallow import ValidationError, fields, validate
from werkzeug.routing import BaseConverter

from chat_app.protocol.fields import Password, Text, Username
from chat_app.protocol.frames import OBJECT_ID, is_object_id

PAGE_LIMIT = 100
LOG_LIMIT = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def user_id(**kwargs: Any) -> fields.String:
    """The id of a user."""
    return fields.String(validate=OBJECT_ID, **kwargs)


def typed_password() -> fields.String:
    """A password that proves who calls: bounded, and held to no other rule, for it may be older than the rules."""
    return fields.String(required=True, validate=validate.Length(min=1, max=128))


def limit(high: int = PAGE_LIMIT) -> fields.Integer:
    """How many items a page may have."""
    return fields.Integer(load_default=50, validate=validate.Range(min=1, max=high))


class PlaceField(fields.String):
    """An opaque cursor: a time in milliseconds and an id, made into what `makes` of the two."""

    def __init__(self, makes: Callable[[datetime, Any], object], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._makes = makes

    @staticmethod
    def written(time: datetime, id_: str) -> str:
        """The cursor of a place."""
        return f"{(time - EPOCH) // timedelta(milliseconds=1):x}-{id_}"

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        milliseconds, _, id_ = super()._deserialize(value, *args, **kwargs).partition("-")
        if not (re.fullmatch("[0-9a-f]{1,11}", milliseconds) and is_object_id(id_)):
            raise ValidationError("Must be the next_cursor of an earlier page.")
        return self._makes(EPOCH + timedelta(milliseconds=int(milliseconds, 16)), id_)


class ObjectIdConverter(BaseConverter):
    """An id in a path; what cannot be one is not found."""

    regex = "[0-9a-f]{24}"
    part_isolating = True


__all__ = [
    "Blueprint", "ObjectIdConverter", "Password", "PlaceField", "Text", "Username",
    "limit", "typed_password", "user_id",
]  # fmt: skip
