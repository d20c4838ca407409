"""Fields of what people type in about themselves, with the limits that API and command line share."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

from marshmallow import ValidationError, fields, validate

TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(:\d{1,5})?(/[!-~]*)?")
OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9._~/?&=%+-]*")
LANGUAGE_TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}"  # the language, and its extended languages
    r"(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?"  # script, region
    r"(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*"  # variants
    r"(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-[xX](-[A-Za-z0-9]{1,8})+)?\Z"  # extensions, private use
)


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


class DisplayName(Text):
    """1 to 64 characters of any script, one of them to be seen, none of them turning the writing around."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(high=64, **kwargs)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        name = super()._deserialize(value, *args, **kwargs)
        if any(unicodedata.bidirectional(char) in TURNING for char in name):
            # U+202E and its like would show "gpj.exe" as "exe.jpg", and swallow the words that follow.
            raise ValidationError("Must not hold characters that turn the writing around.")
        if all(unicodedata.category(char)[0] in "ZCM" for char in name):
            raise ValidationError("Must hold something that can be seen.")
        return name


class AvatarUrl(fields.String):
    """An https address without a user in it, or a path of this server; 500 characters at most."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(max=500), **kwargs)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        address = super()._deserialize(value, *args, **kwargs)
        # Browsers take a backslash for a slash and drop tabs, so `/\host` and `/<tab>/host` would lead elsewhere.
        if not (HTTPS.fullmatch(address) or OWN_PATH.fullmatch(address)):
            raise ValidationError("Must be an https:// address or a path of this server.")
        return address


class TimeZone(fields.String):
    """A time zone of the IANA database, such as `Europe/Berlin`."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        name = super()._deserialize(value, *args, **kwargs)
        if name not in time_zones():
            raise ValidationError("Must be a time zone of the IANA database, such as Europe/Berlin.")
        return name


class Locale(fields.String):
    """A language tag (BCP 47; RFC 5646, section 2.1), such as `de` or `pt-BR`; 35 characters at most."""

    def __init__(self, **kwargs: Any) -> None:
        says = "Must be a language tag of BCP 47, such as de or pt-BR."
        super().__init__(validate=[validate.Length(max=35), validate.Regexp(LANGUAGE_TAG, error=says)], **kwargs)


@cache
def time_zones() -> frozenset[str]:
    """The names in the IANA database, of the tzdata package: the same on every machine."""
    return frozenset((resources.files("tzdata") / "zones").read_text().split())
