"""One connection: live frames wait for older ones, and it says goodbye once."""

from __future__ import annotations

import gevent
import pytest
from gevent import socket

from chat_app.protocol.errors import CloseCode
from chat_app.protocol.wire import close_frame
from chat_app.ws import connection as module
from chat_app.ws.connection import Connection


def connected(max_bytes: int = 1 << 20) -> tuple[Connection, socket.socket]:
    ours, peer = socket.socketpair()
    return Connection(ours, outbound_max_bytes=max_bytes), peer


def test_live_entries_wait_while_older_ones_are_sent() -> None:
    """Nobody sees an entry before those it follows."""
    connection, peer = connected()
    connection.hold()
    connection.deliver(b"live")
    connection.outbox.put(b"older")
    connection.release()
    connection.deliver(b"later")

    assert peer.recv(100) == b"olderlivelater"


def test_holding_twice_loses_nothing() -> None:
    """A second `sync` begins before the first is over."""
    connection, peer = connected()
    connection.hold()
    connection.deliver(b"live")
    connection.hold()
    connection.release()

    assert peer.recv(100) == b"live"


def test_it_says_why_it_closes_once() -> None:
    """The first reason is the true one."""
    connection, peer = connected()
    connection.close(CloseCode.RESTART, "first")
    connection.close(CloseCode.POLICY, "second")

    assert peer.recv(100) == close_frame(CloseCode.RESTART, "first")


def test_a_slow_reader_is_told_4413() -> None:
    """And gets no more."""
    connection, peer = connected(max_bytes=10)
    connection.deliver(b"x" * 11)

    assert connection.closing and peer.recv(100) == close_frame(CloseCode.SLOW_READER, "Reads too slowly.")


def test_a_peer_that_does_not_answer_a_close_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody holds a socket by staying silent."""
    monkeypatch.setattr(module, "CLOSE_TIMEOUT", 0)
    connection, peer = connected()
    connection.close(CloseCode.RESTART)
    with gevent.Timeout(2):
        connection.finish()

    assert peer.recv(100) == close_frame(CloseCode.RESTART) and peer.recv(100) == b""
