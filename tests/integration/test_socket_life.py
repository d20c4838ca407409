"""The life of a socket: how it opens, how it is kept alive, and the code with which it is closed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from tests.harness import Http, RawSocket, Server, text
from tests.harness.raw import PING, PONG


@pytest.fixture(scope="module")
def impatient() -> Iterator[Server]:
    """A server with short times: two seconds for `auth`, a ping every second."""
    with Server.started(auth_timeout=2, heartbeat_interval=1) as server:
        yield server


def test_ready_says_who_and_how_often(server: Server) -> None:
    """`ready` names the user, the connection, the heartbeat and the server's time."""
    ada = server.new_user()
    with ada.socket() as socket, ada.socket() as other:
        assert socket.ready["user_id"] == ada.id
        assert socket.ready["connection_id"] != other.ready["connection_id"]
        assert socket.ready["heartbeat_interval"] > 0
        assert socket.ready["server_time"]


def test_auth_again_renews_the_session(server: Server) -> None:
    """A fresh token on an open socket is answered with `ready`; the socket goes on as the same person."""
    ada = server.new_user()
    with ada.socket() as socket:
        token = ada.http.post("/api/auth/refresh").ok(200)["access_token"]
        ready = socket.ask("auth", token=token)
        assert (ready["type"], ready["user_id"]) == ("ready", ada.id)
        socket.settle()


def test_a_socket_cannot_change_its_person(server: Server) -> None:
    """`auth` with the token of another is refused: no frame for one must reach the other."""
    ada, eve = server.new_user(), server.new_user()
    with ada.socket() as socket:
        answer = socket.ask("auth", token=eve.token)
        assert answer["type"] == "error", answer


def test_no_auth_in_time_is_4408(impatient: Server) -> None:
    """A socket that says nothing is closed."""
    with impatient.socket() as socket:
        began = time.monotonic()
        assert socket.close_code() == 4408
        assert 1.5 < time.monotonic() - began < 6


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIwIn0."])
def test_a_bad_token_is_4401(server: Server, token: str) -> None:
    """Not signed in: closed, and the code says so."""
    with server.socket() as socket:
        socket.tell("auth", token=token)
        assert socket.close_code() == 4401


def test_a_refresh_token_is_no_access_token(server: Server) -> None:
    """The cookie's token does not open a socket nor the API."""
    ada = server.new_user()
    for morsel in ada.http.cookies.values():
        with server.socket() as socket:
            socket.tell("auth", token=morsel.value)
            assert socket.close_code() == 4401


@pytest.mark.parametrize("type", ["sync", "message.send", "receipt", "typing", "presence.watch"])
def test_nothing_works_before_auth(server: Server, type: str) -> None:
    """The first frame is `auth`: anything else is answered with an error or 4401, and does nothing."""
    with server.socket() as socket:
        socket.tell(type, id="x", conversation_id="0" * 24, client_id="c", kind="text", content="x")
        try:
            assert socket.expect("error")["id"] == "x"
        except AssertionError:
            assert socket.close_code() in {4401, 4400}


def test_the_server_pings_and_drops_who_does_not_answer(impatient: Server) -> None:
    """A peer that misses a ping is gone for the server; one that answers stays."""
    ada = impatient.new_user()
    with RawSocket(impatient.socket_url) as silent, RawSocket(impatient.socket_url) as lively:
        for socket in (silent, lively):
            socket.authenticate(ada.token)
        for _ in range(4):
            ping = lively.read_frame()
            assert ping.opcode == PING
            lively.send_frame(ping.payload, PONG)
        frames = silent.frames_to_end()
        assert [f.opcode for f in frames].count(PING) >= 1
        lively.send_json(type="ping", id="still here")
        while (frame := lively.read_frame()).opcode == PING:
            lively.send_frame(frame.payload, PONG)
        assert json.loads(frame.payload) == {"type": "pong", "id": "still here"}


def test_a_ping_is_answered_whatever_it_holds(server: Server) -> None:
    """RFC 6455 5.5.3: a pong repeats the ping's payload, also between the fragments of a message."""
    ada = server.new_user()
    with RawSocket(server.socket_url) as socket:
        socket.authenticate(ada.token)
        socket.send_frame(b'{"type":"pi', fin=False)
        socket.send_frame(b"between", PING)
        socket.send_frame(b'ng","id":"1"}', 0)
        frames = [socket.read_frame(), socket.read_frame()]
        assert {f.opcode for f in frames} == {PONG, 1}
        assert next(f.payload for f in frames if f.opcode == PONG) == b"between"


def test_a_frame_over_64_kib_is_1009(server: Server) -> None:
    """Too big: closed, whoever sends it, whole or in fragments; 64 KiB itself is fine."""
    ada = server.new_user()
    with ada.socket() as socket:
        frame = {"type": "ping", "pad": ""}
        frame["pad"] = "x" * ((1 << 16) - len(json.dumps(frame)))
        socket.send_text(json.dumps(frame))
        socket.settle()
        socket.send_text(json.dumps({**frame, "pad": frame["pad"] + "y"}))
        assert socket.close_code() == 1009
    with RawSocket(server.socket_url) as raw:
        raw.authenticate(ada.token)
        for n in range(5):
            raw.send_frame(b"x" * 16_384, 0 if n else 1, fin=False)
        assert raw.close_code() == 1009


def test_a_foreign_origin_is_refused(server: Server) -> None:
    """Another site's page cannot open a socket with a visitor's browser; our own page and no Origin can."""
    ada = server.new_user()
    for origin in ("https://evil.example", "http://127.0.0.1:1", "null"):
        with pytest.raises(InvalidStatus) as refused, ada.socket(origin=origin):
            pass
        assert refused.value.response.status_code == 403
    with ada.socket(origin=server.url) as socket:
        socket.settle()


def test_a_token_in_the_url_is_not_looked_at(server: Server) -> None:
    """URLs end up in logs: a token there signs nobody in."""
    ada = server.new_user()
    with RawSocket(f"{server.socket_url}") as socket:
        socket.send_json(type="ping", id="1")
        assert b"ready" not in socket.read_frame().payload
    url = f"{server.socket_url}?token={ada.token}"
    with ada.socket(url=url) as signed_in:
        assert signed_in.ready["user_id"] == ada.id


def test_a_plain_get_of_the_socket_is_4xx(server: Server) -> None:
    """A browser that opens the address gets a refusal, not an error of ours."""
    assert 400 <= Http(server.url).get("/ws").status < 500


def test_stopping_closes_sockets_with_1012_and_loses_nothing() -> None:
    """Ctrl-C: acknowledged messages stand, sockets are told to come back, exit code 0, no process left."""
    with Server.started() as server:
        ada, bob = server.new_user(), server.new_user()
        chat = server.direct_conversation(ada, bob)
        with bob.socket() as socket:
            seqs = [ada.send(chat, f"{n}")["seq"] for n in range(20)]
            assert server.stop() == 0
            assert socket.close_code() in {1012, 1001}
        server.start()
        again = server.direct_conversation(ada, bob)
        assert again.id == chat.id
        assert [entry["seq"] for entry in bob.log(chat)] == seqs
        assert ada.send(chat, "after")["seq"] == seqs[-1] + 1
        with ada.socket() as socket:
            assert socket.ask("message.send", text(chat, "live"))["type"] == "ack"
