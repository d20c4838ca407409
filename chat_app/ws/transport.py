"""The receiving side of one WebSocket: whole text messages out of a stream of bytes.

flask-sock makes the handshake; its own receiving thread is not started (`NoThread`), and its send() is not used: that
hands `socket.send` one frame and may cut it short under back-pressure. The framing is protocol/framing.py's.
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable

import gevent

from chat_app.protocol.errors import CloseCode
from chat_app.protocol.framing import CLOSE, PING, FrameError, Receiver, close_code
from chat_app.protocol.wire import pong_frame
from chat_app.ws.flow import TokenBucket

RECEIVE_BYTES = 16_384
CONTROLS_PER_SECOND, CONTROLS_AT_ONCE = 20, 200
"""Pings and pongs: thousands fit one read, and no other limit counts them."""
FAIR_SHARE = 32
"""Messages and reads of one peer after which the others have their turn."""


class NoThread:
    """Stands where simple-websocket would start its thread: here a greenlet of ours reads."""

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
        self, sock: socket.socket, write: Callable[[bytes], None], heard: Callable[[], None], *, max_bytes: int
    ) -> None:
        self._socket = sock
        self._receiver = Receiver(max_bytes=max_bytes)
        self._write = write
        self._heard = heard
        self._ready: deque[str] = deque()
        self._turns = 0
        self._controls = TokenBucket(CONTROLS_PER_SECOND, CONTROLS_AT_ONCE)

    def receive(self) -> str:
        """The next whole text message.

        Raises:
            Closed: the peer closed, went away, or broke the protocol.
        """
        self._take_turns()
        while not self._ready:
            self._take_turns()
            try:
                data = self._socket.recv(RECEIVE_BYTES)
            except OSError:
                raise Closed(None) from None
            if not data:
                raise Closed(None)
            self._heard()
            try:
                self._feed(data)
            except FrameError as error:
                raise Closed(error.code, error.reason) from None
        return self._ready.popleft()

    def _take_turns(self) -> None:
        """A peer that floods is always readable: without this the loop would see nobody else, nor send anything."""
        self._turns += 1
        if self._turns % FAIR_SHARE == 0:
            gevent.sleep(0)

    def _feed(self, data: bytes) -> None:
        for what in self._receiver.feed(data):
            if isinstance(what, str):
                self._ready.append(what)
                continue
            if self._controls.take():
                raise Closed(CloseCode.RATE_LIMITED, "Too many control frames.")
            if what.opcode == PING:
                self._write(pong_frame(what.payload))
            elif what.opcode == CLOSE:
                raise Closed(close_code(what.payload))
