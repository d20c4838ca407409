"""A thousand plain sockets that come, vanish without a close, and all come back at once; each must get in sync.

They record nothing but that, and cost little: the frames are written and read by hand.
"""

from __future__ import annotations

import asyncio
import json
import resource
import struct
import time
from contextlib import suppress
from dataclasses import dataclass

from tests.harness import Server, User

SOCKETS_A_PERSON = 20
ENTRIES = 20  # that each socket is sent when it syncs
PATIENCE = 240.0  # seconds until a socket must have come to its sync.done, however often it had to try
TRY = 45.0  # as long as the contract lets a client wait for a frame
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


@dataclass(frozen=True)
class Crowd:
    """People of their own, in a group of their own, so that nobody else's day is changed by how many they are."""

    people: list[User]
    conversation: str

    @classmethod
    def of(cls, server: Server, sockets: int) -> Crowd:
        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the usual soft limit ends at a thousand files
        people = [server.new_user() for _ in range(max(2, sockets // SOCKETS_A_PERSON))]
        group = server.group(*people, title="The crowd")
        for number in range(ENTRIES):
            people[0].send(group, f"entry {number}")
        return cls(people, group.id)

    async def storm(self, port: int, sockets: int) -> int:
        """Bring `sockets` in, let them vanish and come back all at once; how many were in sync in the end."""
        tokens = [self.people[n % len(self.people)].token for n in range(sockets)]
        came = await asyncio.gather(*(self._come(port, token) for token in tokens))
        for socket in came:
            if socket is not None:
                socket.vanish()
        back = await asyncio.gather(*(self._come(port, token) for token in tokens))
        for socket in back:
            if socket is not None:
                socket.vanish()
        return sum(socket is not None for socket in back)

    async def _come(self, port: int, token: str) -> PlainSocket | None:
        """Open a socket and sync it, trying until patience ends."""
        deadline = time.monotonic() + PATIENCE
        pause = 0.1
        while time.monotonic() < deadline:
            socket = None
            try:
                async with asyncio.timeout(TRY):
                    socket = await PlainSocket.open(port)
                    await socket.sync(token, self.conversation)
            except (OSError, EOFError, TimeoutError):
                if socket is not None:
                    socket.vanish()
                await asyncio.sleep(pause)
                pause = min(2 * pause, 2.0)
            else:
                return socket
        return None


class PlainSocket:
    """As much of a WebSocket client as an `auth` and a `sync` take."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> PlainSocket:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in answer.partition(b"\r\n")[0]:
            writer.transport.abort()
            raise ConnectionError(answer[:100])
        return cls(reader, writer)

    async def sync(self, token: str, conversation: str) -> None:
        """Authenticate, ask for what was missed, and read until it has come."""
        self._send({"type": "auth", "token": token})
        self._send({"type": "sync", "cursors": {conversation: 0}})
        while True:
            opcode, payload = await self._frame()
            if opcode == PING:
                self._write(PONG, payload)
            elif opcode == CLOSE:
                raise ConnectionError(f"closed with {payload[:60]!r}")
            elif opcode == TEXT and payload.startswith(b'{"type":"sync.done"'):
                return

    def vanish(self) -> None:
        with suppress(OSError):
            self._writer.transport.abort()

    async def _frame(self) -> tuple[int, bytes]:
        first, length = await self._reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack(">H", await self._reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", await self._reader.readexactly(8))
        return first & 0x0F, await self._reader.readexactly(length)

    def _send(self, frame: dict[str, object]) -> None:
        self._write(TEXT, json.dumps(frame).encode())

    def _write(self, opcode: int, payload: bytes) -> None:
        length = len(payload)
        head = (
            bytes([0x80 | opcode, 0x80 | length]) if length < 126 else struct.pack(">BBH", 0x80 | opcode, 254, length)
        )
        self._writer.write(head + b"\0\0\0\0" + payload)  # a mask of zeros leaves the payload as it is
