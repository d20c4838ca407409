"""From a text to a typed request: the registry of what a client may send, and the one way to decode it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson
from marshmallow import Schema, ValidationError, fields, validate

from chat_app.errors import FieldErrors, InvalidInput, MalformedInput

MAX_CLIENT_ID = 64
MAX_REQUEST_ID = 64
HEX = frozenset("0123456789abcdef")
OBJECT_ID = validate.Regexp(r"^[0-9a-f]{24}\Z", error="Must be 24 lower-case hexadecimal digits.")

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What every request may carry: `id`, which the answer repeats."""

    id: str | int | None = None


class RequestId(fields.Field[str | int]):
    """A string of at most 64 characters, or an integer: the client's own name for its request."""

    def _deserialize(self, value: object, *_: object, **__: object) -> str | int:
        if is_request_id(value):
            return cast("str | int", value)
        raise ValidationError(f"Must be an integer or a string of at most {MAX_REQUEST_ID} characters.")


class FrameSchema(Schema):
    """The base of all requests' schemas."""

    id = RequestId(
        metadata={"type": ["string", "integer"], "maxLength": MAX_REQUEST_ID, "description": "Repeated by the answer."}
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """How frames of one type are read, and which frames answer them, beside `error`.

    `plain`, where there is one, makes the request of a frame in which nothing is wrong, in a tenth of the schema's
    time; for all others it returns None, and the schema explains.
    """

    schema: FrameSchema
    makes: type[Request]
    answers: tuple[str, ...]
    plain: Callable[[Raw], Request | None] | None = None


REGISTRY: dict[str, Reader] = {}
"""What a client may send, by `type`."""


def reads(
    type_: str,
    *,
    into: type[Request],
    answers: tuple[str, ...] = (),
    plain: Callable[[Raw], Request | None] | None = None,
) -> Callable[[type[FrameSchema]], type[FrameSchema]]:
    """Class decorator: this schema reads frames of that type, into such a request; those of `answers` answer it."""

    def register(schema: type[FrameSchema]) -> type[FrameSchema]:
        REGISTRY[type_] = Reader(schema(), into, answers, plain)
        return schema

    return register


def is_object_id(value: object) -> bool:
    """Whether it is 24 lower-case hexadecimal digits."""
    return isinstance(value, str) and len(value) == 24 and HEX.issuperset(value)


def is_request_id(value: object) -> bool:
    """Whether a client may name its request so."""
    return (isinstance(value, str) and len(value) <= MAX_REQUEST_ID) or type(value) is int


def parse(text: str | bytes) -> Raw:
    """The JSON object of a frame.

    Raises:
        MalformedInput: not JSON, or not an object.
    """
    try:
        raw = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise MalformedInput(f"The frame is not JSON: {error.msg}.") from None
    if not isinstance(raw, dict):
        raise MalformedInput("The frame must be a JSON object.")
    return raw


def load(raw: Raw) -> Request:
    """The typed request of a parsed frame.

    Raises:
        MalformedInput: not a type that clients may send.
        InvalidInput: names every field that is missing, unknown or out of its limits.
    """
    type_ = raw.get("type")
    reader = REGISTRY.get(type_) if isinstance(type_, str) else None
    if reader is None:
        known = ", ".join(sorted(REGISTRY))
        raise MalformedInput(errors={"type": [f"Must be one of {known}."]})
    if reader.plain is not None and (request := reader.plain(raw)) is not None:
        return request
    try:
        data = reader.schema.load({name: value for name, value in raw.items() if name != "type"})
    except ValidationError as error:
        raise InvalidInput(errors=flat(error.messages_dict)) from None
    return reader.makes(**data)


def flat(messages: Mapping[str, Any], prefix: str = "") -> FieldErrors:
    """Nested validation messages by dotted field name."""
    errors: dict[str, list[str]] = {}
    for name, value in messages.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            errors.update({key: list(each) for key, each in flat(value, f"{path}.").items()})
        else:
            errors[path] = [str(each) for each in value]
    return errors
