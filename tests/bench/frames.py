"""WebSocket frames of a client, made by hand, and those of a server, cut out of a stream. No input or output."""

from __future__ import annotations

import json
import struct

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
NO_MASK = b"\0\0\0\0"
"""A legal mask (RFC 6455, 5.3) that leaves the payload as it is: the server's work is the same, ours is none."""

Frame = tuple[int, bytes]


def client_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """One whole masked frame."""
    length = len(payload)
    if length < 126:
        header = struct.pack("!BB", 0x80 | opcode, 0x80 | length)
    elif length < 1 << 16:
        header = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, length)
    else:
        header = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, length)
    return header + NO_MASK + payload


def request(type_: str, **fields: object) -> bytes:
    """A request of the contract as one frame."""
    return client_frame(json.dumps({"type": type_, **fields}, separators=(",", ":")).encode())


def handshake(port: int) -> bytes:
    """The HTTP request that opens a socket."""
    return (
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


def split(data: bytes) -> tuple[list[Frame], bytes]:
    """The whole frames at the head of `data` as opcode and payload, and what is left of it."""
    frames: list[Frame] = []
    start, end = 0, len(data)
    while end - start >= 2:
        length, head = data[start + 1], start + 2
        if length == 126:
            if end - start < 4:
                break
            length, head = (data[start + 2] << 8) | data[start + 3], start + 4
        elif length == 127:
            if end - start < 10:
                break
            length, head = int.from_bytes(data[start + 2 : start + 10], "big"), start + 10
        if head + length > end:
            break
        frames.append((data[start] & 0x0F, data[head : head + length]))
        start = head + length
    return frames, data[start:]
