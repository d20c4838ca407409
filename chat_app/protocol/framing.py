"""What a client sends, by the rules of RFC 6455: whole messages out of a stream of bytes. No input or output.

In place of wsproto's, whose generators and events cost 16 µs a message, this 3 (docs/decisions/0005).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from chat_app.protocol.errors import CloseCode

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
OPCODES = frozenset({CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG})
MAX_CONTROL = 125
MAX_FRAGMENTS = 1_000
"""Empty ones cost memory too, and no size would ever stop them."""


class FrameError(Exception):
    """The peer broke the framing; `code` is what the close frame should say (section 7.4.1)."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Control:
    """A close, ping or pong frame."""

    opcode: int
    payload: bytes


class Receiver:
    """Takes bytes as they come, and gives whole text messages and control frames.

    Args:
        max_bytes: the size of a message, fragments together; more is refused before it is read.
    """

    __slots__ = ("_buffer", "_max_bytes", "_parts", "_size")

    def __init__(self, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._buffer = b""
        self._parts: list[bytes] | None = None
        self._size = 0

    def feed(self, data: bytes) -> Iterator[str | Control]:
        """What is whole now, in order. Raises FrameError, after which the stream must end."""
        data = self._buffer + data if self._buffer else data
        start = 0
        while (head := _head(data, start)) is not None:
            length, payload_at = head
            first = data[start]
            if not data[start + 1] & 0x80:
                raise FrameError(CloseCode.PROTOCOL_ERROR, "Clients must mask.")
            self._check(first, length)
            if payload_at + length > len(data):
                break
            payload = _unmasked(data[payload_at - 4 : payload_at], data[payload_at : payload_at + length])
            start = payload_at + length
            if first & 0x08:
                yield Control(first & 0x0F, payload)
            elif (text := self._joined(first, payload)) is not None:
                yield text
        self._buffer = data[start:]

    def _check(self, first: int, length: int) -> None:
        """Refuse a frame by its head, before its payload is there."""
        opcode = first & 0x0F
        if first & 0x70:
            raise FrameError(CloseCode.PROTOCOL_ERROR, "Reserved bits are set.")
        if opcode not in OPCODES:
            raise FrameError(CloseCode.PROTOCOL_ERROR, "Unknown opcode.")
        if opcode & 0x08:
            if not first & 0x80 or length > MAX_CONTROL:
                raise FrameError(CloseCode.PROTOCOL_ERROR, "A control frame is short and whole.")
            return
        if opcode == BINARY:
            raise FrameError(CloseCode.NOT_THE_PROTOCOL, "Text frames only.")
        if (opcode == CONTINUATION) != (self._parts is not None):
            raise FrameError(CloseCode.PROTOCOL_ERROR, "A fragment out of its place.")
        if self._size + length > self._max_bytes:
            raise FrameError(CloseCode.TOO_BIG, f"At most {self._max_bytes:,} bytes.")

    def _joined(self, first: int, payload: bytes) -> str | None:
        """The text that this frame ends, if it does."""
        if self._parts is not None or not first & 0x80:
            self._parts = self._parts or []
            self._parts.append(payload)
            if len(self._parts) > MAX_FRAGMENTS:
                raise FrameError(CloseCode.POLICY, f"At most {MAX_FRAGMENTS:,} fragments a message.")
            self._size += len(payload)
            if not first & 0x80:
                return None
            payload, self._parts, self._size = b"".join(self._parts), None, 0
        try:
            return payload.decode()
        except UnicodeDecodeError:
            raise FrameError(CloseCode.INVALID_DATA, "Not UTF-8.") from None


def _head(data: bytes, start: int) -> tuple[int, int] | None:
    """A frame's length and where its payload begins (section 5.2), once its head is there."""
    left = len(data) - start
    if left < 2:
        return None
    length = data[start + 1] & 0x7F
    if length < 126:
        return length, start + 6
    if length == 126:
        return (data[start + 2] << 8 | data[start + 3], start + 8) if left >= 4 else None
    return (struct.unpack_from("!Q", data, start + 2)[0], start + 14) if left >= 10 else None


def _unmasked(mask: bytes, payload: bytes) -> bytes:
    """The payload, whatever the mask (section 5.3): as one large number, for a loop over octets costs far more."""
    length = len(payload)
    key = int.from_bytes((mask * (length // 4 + 1))[:length], "little")
    return (int.from_bytes(payload, "little") ^ key).to_bytes(length, "little")


def close_code(payload: bytes) -> int:
    """What to answer a close frame with (section 7.4). Raises FrameError for a code that must not be sent."""
    if not payload:
        return CloseCode.NORMAL
    code = int.from_bytes(payload[:2], "big")
    if len(payload) < 2 or not (code in range(1000, 1004) or code in range(1007, 1015) or code in range(3000, 5000)):
        raise FrameError(CloseCode.PROTOCOL_ERROR, "No such close code.")
    try:
        payload[2:].decode()
    except UnicodeDecodeError:
        raise FrameError(CloseCode.INVALID_DATA, "Not UTF-8.") from None
    return code
