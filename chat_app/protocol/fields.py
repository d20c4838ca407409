"""Fields of what people type in about themselves, with the limits that API and command line share."""

from __future__ import annotations

import unicodedata
from typing import Any

from marshmallow import ValidationError, fields, validate


class Text(fields.String):
    """A string of `low` to `high` characters, neither blank nor with control characters.

    Args:
        lines: whether line breaks and tabs may stand in it.
    """

    def __init__(self, *, low: int = 1, high: int, lines: bool = False, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(min=low, max=high), **kwargs)
        self._allowed = "\n\t" if lines else ""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, *args, **kwargs)
        if any(unicodedata.category(char) == "Cc" and char not in self._allowed for char in text):
            raise ValidationError("Must not hold control characters.")
        return text.strip()


class Username(fields.String):
    """3 to 32 letters, digits, `_`, `.` and `-`, beginning with a letter and ending with a letter, digit or `_`.

    So a mention, `@name`, ends before the full stop of its sentence.
    """

    def __init__(self, **kwargs: Any) -> None:
        rule = r"^[A-Za-z][A-Za-z0-9_.-]{1,30}[A-Za-z0-9_]\Z"
        says = "Must be 3 to 32 letters, digits, _ . or -, beginning with a letter, not ending with . or -."
        super().__init__(validate=validate.Regexp(rule, error=says), **kwargs)


class Flag(fields.Boolean):
    """true or false, and nothing that Python takes for one of them."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, bool):
            raise ValidationError("Must be a boolean: true or false.")
        return value


class EmailAddress(fields.Email):
    """An address of at most 254 characters, the longest that mail knows (RFC 5321, 4.5.3.1.3)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(max=254), **kwargs)


class Password(fields.String):
    """8 to 128 characters, each of which counts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(min=8, max=128), **kwargs)
