"""Whole RFC 6455 frames of a server, as bytes: made once, sent to any number of sockets."""

from __future__ import annotations

import struct
from typing import Any

import orjson

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
"""First octets (section 5.2): final fragment, and the opcode."""

MAX_CLOSE_REASON = 123
"""Bytes of a close reason: a control frame holds 125, two of them the code (section 5.5)."""


def text_frame(payload: bytes) -> bytes:
    """One unfragmented, unmasked text message, as servers send it (section 5.1)."""
    return _header(TEXT, len(payload)) + payload


def encode(message: dict[str, Any]) -> bytes:
    """The message as JSON in one text frame; times are written as RFC 3339 in UTC."""
    return text_frame(orjson.dumps(message, option=orjson.OPT_UTC_Z))


def close_frame(code: int, reason: str = "") -> bytes:
    """A close frame; the reason is cut to what fits."""
    # Cut between characters: the reason must be UTF-8 (section 5.5.1).
    fits = reason.encode()[:MAX_CLOSE_REASON].decode(errors="ignore")
    return _control(CLOSE, struct.pack("!H", code) + fits.encode())


def ping_frame(payload: bytes = b"") -> bytes:
    """A ping, whose payload of at most 125 bytes the peer's pong repeats (section 5.5.2)."""
    return _control(PING, payload)


def pong_frame(payload: bytes) -> bytes:
    """The answer to a ping, with its payload (section 5.5.3)."""
    return _control(PONG, payload)


def _control(octet: int, payload: bytes) -> bytes:
    return bytes((octet, len(payload))) + payload


def _header(octet: int, length: int) -> bytes:
    if length < 126:
        return bytes((octet, length))
    if length < 1 << 16:
        return struct.pack("!BBH", octet, 126, length)
    return struct.pack("!BBQ", octet, 127, length)
