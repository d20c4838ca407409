"""A WebSocket client that keeps no rule of its own: any bytes out, whole frames in (RFC 6455 section 5)."""

from __future__ import annotations

import base64
import json
import os
import socket as sockets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


@dataclass(frozen=True)
class RawFrame:
    """One frame as it came over the wire."""

    opcode: int
    fin: bool
    payload: bytes

    @property
    def close_code(self) -> int | None:
        return int.from_bytes(self.payload[:2], "big") if self.opcode == CLOSE and len(self.payload) >= 2 else None


HANDSHAKE = 20.0
"""Seconds it may take, however short the answers are waited for that follow."""


class RawSocket(AbstractContextManager["RawSocket"]):
    """Opens with a plain handshake on `with`; reads nothing until it is asked to.

    `receive_buffer` bounds what the kernel takes in for a reader that reads nothing; it must be small for back-pressure
    to reach the server soon.
    """

    def __init__(self, url: str, *, timeout: float = 10.0, receive_buffer: int | None = None) -> None:
        self.address = urlsplit(url)
        self.timeout = timeout
        self.receive_buffer = receive_buffer
        self.received = b""
        self._socket: sockets.socket

    def __enter__(self) -> Self:
        self._socket = sockets.socket()
        self._socket.settimeout(HANDSHAKE)
        if self.receive_buffer is not None:
            self._socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, self.receive_buffer)
        self._socket.connect((self.address.hostname or "", self.address.port or 80))
        key = base64.b64encode(os.urandom(16)).decode()
        self.send(
            f"GET {self.address.path} HTTP/1.1\r\nHost: {self.address.netloc}\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self.received:
            self._read_more()
        head, _, self.received = self.received.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
        self._socket.settimeout(self.timeout)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Any bytes, as they are."""
        self._socket.sendall(data)

    def send_frame(
        self, payload: bytes, opcode: int = TEXT, *, fin: bool = True, reserved: int = 0, masked: bool = True
    ) -> None:
        """One frame; the defaults are a correct one, each argument breaks or varies one rule."""
        head = bytes([(0x80 if fin else 0) | reserved << 4 | opcode])
        mask_bit = 0x80 if masked else 0
        if len(payload) < 126:
            head += bytes([mask_bit | len(payload)])
        elif len(payload) < 1 << 16:
            head += bytes([mask_bit | 126]) + len(payload).to_bytes(2, "big")
        else:
            head += bytes([mask_bit | 127]) + len(payload).to_bytes(8, "big")
        # A mask of zeros is a correct one, and leaves the payload readable in a trace.
        self.send(head + (bytes(4) if masked else b"") + payload)

    def send_json(self, **frame: object) -> None:
        self.send_frame(json.dumps(frame).encode())

    def authenticate(self, token: str) -> None:
        self.send_json(type="auth", token=token)
        ready = json.loads(self.read_frame().payload)
        assert ready["type"] == "ready", ready

    def read_frame(self) -> RawFrame:
        """The next whole frame.

        Raises:
            EOFError: the connection ended, on a frame's edge or (then `received` is not empty) inside a frame.
            TimeoutError: nothing came within the socket's time.
        """
        while (parsed := self._parse()) is None:
            self._read_more()
        frame, length = parsed
        self.received = self.received[length:]
        return frame

    def frames_to_end(self) -> list[RawFrame]:
        """Every frame until the connection ends. Afterwards `received` holds what was cut short, ideally nothing."""
        frames: list[RawFrame] = []
        try:
            while True:
                frames.append(self.read_frame())
        except (EOFError, ConnectionResetError):
            return frames

    def close_code(self) -> int | None:
        """The code of the server's close frame; None when the connection ended without one."""
        return next((f.close_code for f in self.frames_to_end() if f.opcode == CLOSE), None)

    def _parse(self) -> tuple[RawFrame, int] | None:
        data = self.received
        if len(data) < 2:
            return None
        length, start = data[1] & 0x7F, 2
        if length >= 126:
            size = 2 if length == 126 else 8
            if len(data) < 2 + size:
                return None
            length, start = int.from_bytes(data[2 : 2 + size], "big"), 2 + size
        if len(data) < start + length:
            return None
        return RawFrame(data[0] & 0x0F, bool(data[0] & 0x80), data[start : start + length]), start + length

    def _read_more(self) -> None:
        data = self._socket.recv(1 << 16)
        if not data:
            raise EOFError
        self.received += data
