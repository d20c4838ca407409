"""`ETag` and `If-Match` (RFC 9110, 13.1.1): who changes a thing says which state of it they saw."""

from __future__ import annotations

import re
from typing import Any

from flask import request

from chat_app.errors import ChangedMeanwhile

ETAG = re.compile(r'"(\d{1,15})"')

IF_MATCH: dict[str, Any] = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "The `ETag` that was read: when it is another by now, nothing is changed and the answer is 412.",
}
"""For the documents of a route that looks at it."""


def etag(version: int) -> dict[str, str]:
    """The header that names a version."""
    return {"ETag": f'"{version}"'}


def expected_version() -> int | None:
    """The version that the caller changes; None where any will do.

    Raises:
        ChangedMeanwhile: `If-Match` names nothing that `etag` ever made.
    """
    wanted = request.headers.get("If-Match", "*").strip()
    if wanted == "*":
        return None
    match = ETAG.fullmatch(wanted)
    if match is None:
        raise ChangedMeanwhile
    return int(match[1])
