"""The frames that open, keep and renew a connection: `auth`, `ping`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import fields, validate

from chat_app.protocol.frames import FrameSchema, Request, reads
from chat_app.types import ConnectionId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth(Request):
    """`auth`: the first frame of a connection; again later, it renews the session."""

    token: str


@reads("auth", into=Auth, answers=("ready",))
class AuthSchema(FrameSchema):
    token = fields.String(required=True, validate=validate.Length(min=1, max=4_096))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping(Request):
    """`ping`: browsers cannot send protocol pings, so this one asks for a `pong`."""


@reads("ping", into=Ping, answers=("pong",))
class PingSchema(FrameSchema):
    """No field but `id`."""


def ready(user_id: UserId, connection_id: ConnectionId, heartbeat_interval: float, time: datetime) -> dict[str, Any]:
    """`ready`: the connection is the user's; `heartbeat_interval` in seconds."""
    return {
        "type": "ready",
        "user_id": user_id,
        "connection_id": connection_id,
        "heartbeat_interval": heartbeat_interval,
        "server_time": time,
    }


def resync() -> dict[str, Any]:
    """`resync`: the node may have missed something; a `sync` brings it."""
    return {"type": "resync"}


def pong() -> dict[str, Any]:
    """`pong`: the answer to `ping`."""
    return {"type": "pong"}
