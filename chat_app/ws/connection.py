"""One authenticated WebSocket: whose it is, what is being sent to it, and how it ends."""

from __future__ import annotations

import secrets
import socket
from time import monotonic

import gevent
import structlog
from gevent.lock import Semaphore

from chat_app import metrics
from chat_app.protocol.errors import CloseCode
from chat_app.protocol.wire import close_frame, ping_frame
from chat_app.types import ConnectionId, Scope, SessionId, UserId
from chat_app.ws.flow import Flow
from chat_app.ws.outbox import Outbox, hang_up

logger = structlog.stdlib.get_logger(__name__)

MAX_IN_FLIGHT = 64
"""Sends of one connection that wait for their commit; then its reader pauses, and TCP slows the peer."""
MAX_HELD = 1_000
"""Live frames kept back during a `sync`."""
DISCARD_BYTES = 65_536
CLOSE_TIMEOUT = 5.0
"""Seconds a peer has to answer a close frame."""


class Connection:
    """The state of one socket; its reader is `ws/endpoint.py`, its writer the outbox."""

    __slots__ = (
        "__weakref__",
        "_held",
        "_socket",
        "active_at",
        "closing",
        "flow",
        "heard_at",
        "id",
        "in_flight",
        "listening",
        "outbox",
        "scopes",
        "session_id",
        "user_id",
        "watched",
    )

    def __init__(self, sock: socket.socket, *, outbound_max_bytes: int) -> None:
        self.id = ConnectionId(secrets.token_hex(12))
        self.user_id = UserId("")
        self.session_id = SessionId("")
        self.scopes: tuple[Scope, ...] = ()
        self.closing = False
        self.heard_at = self.active_at = monotonic()
        self.listening = False
        self.in_flight = Semaphore(MAX_IN_FLIGHT)
        self.flow: Flow | None = None
        self.watched: frozenset[UserId] = frozenset()
        self.outbox = Outbox(sock, max_bytes=outbound_max_bytes, overflowed=self._too_slow)
        self._held: list[bytes] | None = None
        self._socket = sock

    def deliver(self, frame: bytes) -> None:
        """Queue a live frame; while older entries are being sent, it waits for them. Never blocks."""
        if self._held is None:
            self.outbox.put(frame)
        elif len(self._held) < MAX_HELD:
            self._held.append(frame)
        else:
            self._too_slow()

    def hold(self) -> None:
        """Keep live frames back: a `sync` begins, and nobody should see an entry before those it follows."""
        if self._held is None:
            self._held = []

    def release(self) -> None:
        """Send what was kept back."""
        held, self._held = self._held or [], None
        for frame in held:
            self.outbox.put(frame)

    def listen(self) -> None:
        """From now on it is the peer's turn, and its silence means something.

        While one of its frames is worked on nothing else is read: it may have said a lot.
        """
        self.listening = True
        self.heard_at = monotonic()

    def heard(self) -> None:
        """Something arrived: the peer lives."""
        self.heard_at = monotonic()

    def ping(self) -> None:
        """Ask whether the peer lives."""
        self.outbox.put(ping_frame())

    def close(self, code: int, reason: str = "") -> None:
        """Say why, and hang up when the peer has answered or CLOSE_TIMEOUT is over. Never blocks."""
        if not self.closing:
            self.closing = True
            # A peer that does not read would never come to the frame behind all the others.
            self.outbox.put_last(close_frame(code, reason), drop=code == CloseCode.SLOW_READER)
            gevent.spawn_later(CLOSE_TIMEOUT, self.abort)

    def finish(self) -> None:
        """Let what is queued reach the peer, then end the stream, and wait for the peer to do the same.

        Closing with bytes unread would reset the connection, and the peer might never read our close frame.
        """
        if not self.closing:
            return
        self.outbox.flush(CLOSE_TIMEOUT)
        try:
            self._socket.shutdown(socket.SHUT_WR)
            while self._socket.recv(DISCARD_BYTES):
                pass
        except OSError:
            pass

    def abort(self) -> None:
        """Hang up."""
        hang_up(self._socket)

    def _too_slow(self) -> None:
        metrics.SLOW_READERS.inc()
        logger.info("a socket is closed, for its peer does not read", connection=self.id, user=self.user_id)
        self.close(CloseCode.SLOW_READER, "Reads too slowly.")
