"""The fault proxy does what the nemesis asks of it, shown on a server that says back what it hears."""

from __future__ import annotations

import socket as sockets
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.harness import TcpProxy


@pytest.fixture(scope="module")
def echo() -> Iterator[int]:
    """The port of an echo server."""
    listener = sockets.create_server(("127.0.0.1", 0))

    def serve(connection: sockets.socket) -> None:
        with connection, suppress(OSError):
            while data := connection.recv(100):
                connection.sendall(data)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def connect(proxy: TcpProxy, timeout: float = 5.0) -> sockets.socket:
    return sockets.create_connection(("127.0.0.1", proxy.port), timeout=timeout)


def test_it_passes_bytes_on(echo: int) -> None:
    """Both ways, unchanged."""
    with TcpProxy(echo) as proxy, connect(proxy) as client:
        client.sendall(b"hello")
        assert client.recv(100) == b"hello"


def test_a_stall_holds_bytes_back_until_it_heals(echo: int) -> None:
    """Nothing is lost, it only waits."""
    with TcpProxy(echo) as proxy, connect(proxy, timeout=0.2) as client:
        proxy.stall()
        client.sendall(b"hello")
        with pytest.raises(TimeoutError):
            client.recv(100)
        proxy.heal()
        client.settimeout(5)
        assert client.recv(100) == b"hello"


def test_half_open_loses_what_is_sent_and_ends_in_a_cut(echo: int) -> None:
    """The client believes that it is connected, and is not heard; healing resets it."""
    with TcpProxy(echo) as proxy, connect(proxy, timeout=0.2) as client:
        client.sendall(b"before")
        assert client.recv(100) == b"before"
        proxy.half_open()
        client.sendall(b"lost")
        with pytest.raises(TimeoutError):
            client.recv(100)
        proxy.heal()
        client.settimeout(5)
        with pytest.raises(ConnectionResetError):
            client.recv(100)


def test_a_cut_resets_every_connection(echo: int) -> None:
    """As a reboot of a router does; new ones are let in."""
    with TcpProxy(echo) as proxy, connect(proxy) as one, connect(proxy) as other:
        for client in (one, other):
            client.sendall(b"x")
            assert client.recv(1) == b"x"
        proxy.cut()
        for client in (one, other):
            with pytest.raises(ConnectionResetError):
                client.recv(1)
        with connect(proxy) as client:
            client.sendall(b"x")
            assert client.recv(1) == b"x"


def test_refused_connections_end_at_once(echo: int) -> None:
    """As on a port where nobody listens."""
    with TcpProxy(echo) as proxy:
        proxy.refuse()
        with connect(proxy) as client:
            assert client.recv(1) == b""
