"""Why the outbox exists: simple-websocket's own send() cuts a frame short when the peer reads slowly.

gunicorn's gevent worker hands the application a gevent socket, whose descriptor never blocks: `send()` of it writes
what fits the kernel's buffer and returns that number. `simple_websocket.Base.send` is one `sock.send(frame)` whose
result nobody looks at, so the rest of the frame is lost, and the next frame's header is read as the lost one's text:
a client gives up with 1007, or shows nonsense where the header happens to be text.
No time-out and no error is needed for it: any peer that is slower than we are for a moment will do.
"""

from __future__ import annotations

import gevent
import pytest
from gevent import socket
from simple_websocket import Server
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, TextMessage

from chat_app.protocol.wire import text_frame
from chat_app.ws.outbox import Outbox
from chat_app.ws.transport import NoThread

FIRST, SECOND = "a" * 2_000_000, "b" * 100
HANDSHAKE = {
    "HTTP_HOST": "localhost",
    "HTTP_UPGRADE": "websocket",
    "HTTP_CONNECTION": "Upgrade",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
    "HTTP_SEC_WEBSOCKET_VERSION": "13",
    "PATH_INFO": "/ws",
}


def served() -> tuple[Server, socket.socket]:
    """An open server side as gunicorn's gevent worker makes it, and the peer's socket after the handshake."""
    ours, peer = socket.socketpair()
    server = Server(HANDSHAKE | {"gunicorn.socket": ours}, thread_class=NoThread)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += peer.recv(1_000)
    return server, peer


def read_by_a_client(peer: socket.socket) -> tuple[list[str], int | None]:
    """The whole messages that a client reads, and the code with which it gives the connection up."""
    client, whole, part = Connection(ConnectionType.CLIENT), [], ""
    while data := peer.recv(65_536):
        client.receive_data(data)
        for event in client.events():
            if isinstance(event, CloseConnection):
                return whole, event.code
            assert isinstance(event, TextMessage)
            part += event.data
            if event.message_finished:
                whole.append(part)
                part = ""
    return whole, None


def test_the_stock_send_cuts_a_frame_short_and_says_nothing() -> None:
    """If this fails, simple-websocket was mended: then look whether the outbox still needs a write of its own."""
    server, peer = served()
    server.send(FIRST)  # the peer does not read yet: only a part fits, and no error tells
    reading = gevent.spawn(read_by_a_client, peer)
    gevent.sleep(0)
    server.send(SECOND)
    server.sock.shutdown(socket.SHUT_WR)

    # The second frame's first octet, 0x81, is read as the first one's text, in which it is no UTF-8.
    assert reading.get(timeout=5) == ([], 1007)


def test_ours_sends_both_whole_under_the_same_pressure() -> None:
    """What the socket did not take at once is sent when the peer has read."""
    server, peer = served()
    outbox = Outbox(server.sock, max_bytes=4 << 20, overflowed=lambda: pytest.fail("overflow"))
    outbox.put(text_frame(FIRST.encode()))
    gevent.sleep(0)
    outbox.put(text_frame(SECOND.encode()))
    reading = gevent.spawn(read_by_a_client, peer)
    outbox.flush(5)
    server.sock.shutdown(socket.SHUT_WR)

    assert reading.get(timeout=5) == ([FIRST, SECOND], None)
