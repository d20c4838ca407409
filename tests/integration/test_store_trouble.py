"""A store that is slow, gone or back again: sends are told so, and their repeat is safe."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness import Http, Server, Socket, TcpProxy, store_behind_proxy, text, wait_until


@pytest.fixture(scope="module")
def troubled() -> Iterator[tuple[Server, TcpProxy]]:
    """A server that waits for its store for a second at most, and the way between them."""
    with store_behind_proxy(store_timeout=1) as pair:
        yield pair


def test_a_send_to_a_store_that_hangs_is_unavailable_and_safe_to_repeat(troubled: tuple[Server, TcpProxy]) -> None:
    """`unavailable` with `retry_after` after a while; once the store is back the repeat is acknowledged, once."""
    server, network = troubled
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket, bob.socket() as his:
        network.stall()
        began = time.monotonic()
        error = socket.ask("message.send", text(chat, "are you there?", "c-1"))
        assert (error["type"], error["code"], error["client_id"]) == ("error", "unavailable", "c-1")
        assert error["retry_after"] > 0
        assert time.monotonic() - began < 8
        socket.settle()  # who waits for the store does not hold up the socket
        network.heal()
        ack = acked(socket, text(chat, "are you there?", "c-1"))
        assert his.expect_entry("are you there?")["seq"] == ack["seq"]
    assert bob.texts(chat) == ["are you there?"]


def acked(socket: Socket, message: dict[str, object], timeout: float = 15.0) -> dict[str, Any]:
    """Repeat a send until it is acknowledged."""
    return wait_until(
        "an ack", lambda: answer if (answer := socket.ask("message.send", message))["type"] == "ack" else {}, timeout
    )


def test_health_and_readiness_differ_when_the_store_is_away(troubled: tuple[Server, TcpProxy]) -> None:
    """/healthz: the process is up, do not kill it. /readyz: it cannot serve, send nobody here. /metrics tells that."""
    server, network = troubled
    http = Http(server.url)
    network.stall()
    network.refuse()
    network.cut()
    try:
        wait_until("not to be ready", lambda: http.get("/readyz").status == 503, timeout=15)
        assert http.get("/healthz").status == 200
        assert "chat_store_up 0.0" in http.get("/metrics").content.decode()
    finally:
        network.heal()
    server.wait_ready()
    assert "chat_store_up 1.0" in http.get("/metrics").content.decode()


def test_a_request_without_a_store_is_a_problem_and_not_a_crash(troubled: tuple[Server, TcpProxy]) -> None:
    """503 `unavailable` as problem+json, with Retry-After; then all is well by itself."""
    server, network = troubled
    ada = server.new_user()
    network.stall()
    try:
        answer = ada.http.get("/api/conversations")
        assert (answer.status, answer.code) == (503, "unavailable")
        assert int(answer.headers["retry-after"]) > 0
    finally:
        network.heal()
    server.wait_ready()
    wait_until("to be served", lambda: ada.http.get("/api/conversations").status == 200)


def test_sends_recover_when_every_connection_to_the_store_was_cut(troubled: tuple[Server, TcpProxy]) -> None:
    """Each send is acknowledged in the end, and stands once, with no hole."""
    server, network = troubled
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket:
        for n in range(60):
            if n % 15 == 5:
                network.cut()
            acked(socket, text(chat, f"{n}", f"c-{n}"))
    log = bob.log(chat)
    assert [entry["content"] for entry in log] == [f"{n}" for n in range(60)]
    assert [entry["seq"] for entry in log] == list(range(log[0]["seq"], log[0]["seq"] + 60))


def test_a_killed_store_is_started_again_and_has_every_acknowledged_entry() -> None:
    """SIGKILL to the store while sends are under way: acks hold, the rest may be repeated."""
    with Server.started() as server:
        ada, bob = server.new_user(), server.new_user()
        chat = server.direct_conversation(ada, bob)
        with ada.socket() as socket:
            seqs = [socket.ask("message.send", text(chat, f"{n}", f"c-{n}"))["seq"] for n in range(20)]
            server.kill_store()
            ack = acked(socket, text(chat, "20", "c-20"), timeout=30)
        server.wait_ready()
        assert [entry["seq"] for entry in bob.log(chat)] == [*seqs, ack["seq"]]
        assert ack["seq"] == seqs[-1] + 1
