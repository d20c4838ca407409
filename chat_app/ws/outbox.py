"""The sending side of one WebSocket: a bounded queue of whole frames.

All that gathers in a turn of the event loop goes out in one write that never blocks. Only when the peer's window is
full does a greenlet of its own wait for it; so an idle connection costs none, and a slow one delays nobody else.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections import deque
from collections.abc import Callable

import gevent
from gevent.event import Event

PATIENCE = 10.0
MAX_WRITE = 262_144
"""Bytes joined for one write."""


class Outbox:
    """What is to be sent to one peer.

    Args:
        max_bytes: what may wait; more means that the peer does not read.
        overflowed: called once when more would have to wait. The frame is dropped.
    """

    __slots__ = (
        "_blocked",
        "_broken",
        "_drainer",
        "_frames",
        "_max_bytes",
        "_overflowed",
        "_room",
        "_scheduled",
        "_socket",
        "size",
    )

    def __init__(self, sock: socket.socket, *, max_bytes: int, overflowed: Callable[[], None]) -> None:
        self._socket = sock
        self._frames: deque[bytes] = deque()
        self._max_bytes = max_bytes
        self._overflowed: Callable[[], None] | None = overflowed
        self._scheduled = self._blocked = self._broken = False
        self._room: Event | None = None
        self._drainer: gevent.Greenlet | None = None
        self.size = 0

    def put(self, frame: bytes) -> None:
        """Queue a whole frame. Never blocks."""
        if self._broken or self._overflowed is None:
            return
        if self.size + len(frame) > self._max_bytes:
            self._overflow()
            return
        self._append(frame)

    def _overflow(self) -> None:
        overflowed, self._overflowed = self._overflowed, None
        if overflowed is not None:
            overflowed()

    def put_when_room(self, frame: bytes) -> None:
        """Queue a whole frame once half of the room is free: for long answers that must not overflow.

        A peer that makes no room for PATIENCE seconds does not read.
        """
        while self.size > self._max_bytes // 2 and not self._broken:
            self._room = self._room or Event()
            self._room.clear()
            if not self._room.wait(PATIENCE):
                self._overflow()
        self.put(frame)

    def put_last(self, frame: bytes, *, drop: bool) -> None:
        """Queue a frame and take no more; with `drop`, in place of all that has not begun to be sent."""
        if drop:
            self._frames.clear()
            self.size = 0
        self._overflowed = None
        if not self._broken:
            self._append(frame)

    def flush(self, timeout: float) -> None:
        """Wait until all is sent, the peer is gone, or `timeout` seconds are over."""
        if not self._blocked:
            self._write()
        if self._drainer is not None:
            self._drainer.join(timeout)

    def _append(self, frame: bytes) -> None:
        self._frames.append(frame)
        self.size += len(frame)
        if not self._scheduled and not self._blocked:
            self._scheduled = True
            gevent.get_hub().loop.run_callback(self._write)

    def _write(self) -> None:
        """Runs in the event loop's own greenlet: must not block."""
        self._scheduled = False
        if self._blocked:
            return
        rest = b""
        while self._frames and not rest and not self._broken:
            data = self._next_bytes()
            try:
                # os.write because gevent's send() would wait; the descriptor does not block.
                sent = os.write(self._socket.fileno(), data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self._break()
                return
            rest = data[sent:]
        if rest:
            self._blocked = True
            self._drainer = gevent.spawn(self._drain, rest)

    def _drain(self, rest: bytes) -> None:
        try:
            while rest:
                self._socket.sendall(rest)
                rest = self._next_bytes()
        except OSError:
            self._break()
        self._blocked = False

    def _next_bytes(self) -> bytes:
        taken: list[bytes] = []
        length = 0
        while self._frames and length < MAX_WRITE:
            taken.append(self._frames.popleft())
            length += len(taken[-1])
        self.size -= length
        if self._room is not None and self.size <= self._max_bytes // 2:
            self._room.set()
        return b"".join(taken)

    def _break(self) -> None:
        """The peer is gone; the reading side learns it from the shut socket."""
        self._broken = True
        self._frames.clear()
        self.size = 0
        if self._room is not None:
            self._room.set()
        hang_up(self._socket)


def hang_up(sock: socket.socket) -> None:
    """End both directions, so that whoever reads or writes wakes up."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
