"""The receiving side of one WebSocket: whole text messages out of a stream of bytes.

flask-sock makes the handshake; its own receiving thread is not started (`NoThread`), and its send() is not used: that
hands `socket.send` one frame and may cut it short under back-pressure. The framing rules are wsproto's.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import gevent
from wsproto.connection import Connection as FrameConnection
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from chat_app.protocol.errors import CloseCode

RECEIVE_BYTES = 16_384
FAIR_SHARE = 32
"""Messages of one peer after which the others have their turn."""


class NoThread:
    """Stands where simple-websocket would start its thread: here the request's own greenlet reads."""

    name = ""

    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        """Nothing."""


class Closed(Exception):
    """The conversation with the peer is over.

    Args:
        code: what a close frame should say, or None where there is nobody to tell.
    """

    def __init__(self, code: int | None, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Transport:
    """Reads from one socket, after the handshake.

    Args:
        write: takes whole control frames (pongs) for the sending side.
        heard: called whenever anything at all arrived.
        max_bytes: the size of a message, above which the peer is told 1009.
    """

    def __init__(
        self,
        sock: socket.socket,
        protocol: FrameConnection,
        write: Callable[[bytes], None],
        heard: Callable[[], None],
        *,
        max_bytes: int,
    ) -> None:
        self._socket = sock
        self._protocol = protocol
        self._write = write
        self._heard = heard
        self._max_bytes = max_bytes
        self._parts: list[str] = []
        self._size = 0
        self._ready: list[str] = []
        self._received = 0

    def receive(self) -> str:
        """The next whole text message.

        Raises:
            Closed: the peer closed, went away, or broke the protocol.
        """
        self._received += 1
        if self._received % FAIR_SHARE == 0:
            # A peer that floods is always readable: the loop would see nobody else, nor send anything.
            gevent.sleep(0)
        while not self._ready:
            try:
                data = self._socket.recv(RECEIVE_BYTES)
            except OSError:
                raise Closed(None) from None
            if not data:
                raise Closed(None)
            self._heard()
            try:
                self._protocol.receive_data(data)
                for event in self._protocol.events():
                    self._take(event)
            except (LocalProtocolError, RemoteProtocolError) as error:
                raise Closed(CloseCode.PROTOCOL_ERROR, str(error)) from None
        return self._ready.pop(0)

    def _take(self, event: Any) -> None:
        if isinstance(event, TextMessage):
            self._size += len(event.data.encode())
            if self._size > self._max_bytes:
                raise Closed(CloseCode.TOO_BIG, f"At most {self._max_bytes:,} bytes.")
            self._parts.append(event.data)
            if event.message_finished:
                self._ready.append("".join(self._parts))
                self._parts, self._size = [], 0
        elif isinstance(event, Ping):
            self._write(self._protocol.send(event.response()))
        elif isinstance(event, BytesMessage):
            raise Closed(CloseCode.NOT_THE_PROTOCOL, "Text frames only.")
        elif isinstance(event, CloseConnection):
            # Also what wsproto says when the peer broke the framing rules, with the code that the RFC asks.
            raise Closed(CloseCode.NORMAL if event.code == NO_STATUS else event.code)


NO_STATUS = 1005
"""What wsproto gives for a close frame without a code; it must not be sent."""
