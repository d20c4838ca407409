"""The domain's errors as `error` frames, and the close codes for what cannot be answered."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from chat_app.errors import ChatError
from chat_app.protocol.frames import MAX_CLIENT_ID, MAX_REQUEST_ID


class CloseCode(IntEnum):
    """Why the server closes. After 1012 and 4413 a client comes back with jitter, after 4401 it signs in again."""

    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    INVALID_DATA = 1007
    POLICY = 1008
    TOO_BIG = 1009
    RESTART = 1012
    NOT_THE_PROTOCOL = 4400
    NOT_AUTHENTICATED = 4401
    AUTH_TIMEOUT = 4408
    SLOW_READER = 4413
    RATE_LIMITED = 4429


def error_frame(error: ChatError, request: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`error`, with the `id` and `client_id` of the frame that it answers where they are usable."""
    frame: dict[str, Any] = {"type": "error", "code": error.code, "detail": error.detail}
    request = request or {}
    id_ = request.get("id")
    if isinstance(id_, str | int) and not isinstance(id_, bool) and len(str(id_)) <= MAX_REQUEST_ID:
        frame["id"] = id_
    if isinstance(request.get("client_id"), str) and len(request["client_id"]) <= MAX_CLIENT_ID:
        frame["client_id"] = request["client_id"]
    if error.errors:
        frame["field"] = next(iter(error.errors))
        frame["errors"] = error.errors
        frame["detail"] = " ".join(f"{name}: {' '.join(each)}" for name, each in error.errors.items())
    if error.retry_after is not None:
        frame["retry_after"] = error.retry_after
    return frame
