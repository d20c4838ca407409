"""What one person may use up: sign-in attempts, frames and sockets, each with its answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from websockets.exceptions import ConnectionClosed

from tests.harness import Http, RawSocket, Server, text


@pytest.fixture(scope="module")
def strict() -> Iterator[Server]:
    """A server with the limits on that the others lift."""
    with Server.started(rate_limits_enabled="true") as server:
        yield server


def test_guessing_passwords_is_slowed_down(strict: Server) -> None:
    """429 `rate_limited` with Retry-After, before long."""
    http = Http(strict.url)
    for _ in range(200):
        answer = http.post("/api/auth/login", {"login": "nobody", "password": "not the password 12"})
        if answer.status == 429:
            break
        assert answer.status == 401
    assert (answer.status, answer.code) == (429, "rate_limited")
    assert int(answer.headers["retry-after"]) > 0


def test_who_floods_is_told_and_then_closed(strict: Server) -> None:
    """`rate_limited` with `retry_after`; who goes on is closed with 4429; and another person is served meanwhile."""
    ada, bob = strict.new_user(), strict.new_user()
    with ada.socket() as socket, bob.socket() as his:
        answer = next(answer for _ in range(5_000) if (answer := socket.ask("ping"))["type"] != "pong")
        assert (answer["type"], answer["code"]) == ("error", "rate_limited")
        assert answer["retry_after"] > 0
        with suppress(ConnectionClosed):
            for _ in range(20_000):
                socket.tell("ping")
        assert socket.close_code() == 4429
        his.settle()


def test_an_ordinary_talk_meets_no_limit(strict: Server) -> None:
    """Thirty messages as fast as they are acknowledged."""
    ada, bob = strict.new_user(), strict.new_user()
    chat = strict.direct_conversation(ada, bob)
    with ada.socket() as socket:
        answers = {socket.ask("message.send", text(chat, f"{n}"))["type"] for n in range(30)}
    assert answers == {"ack"}


def test_one_person_cannot_hold_sockets_without_end(server: Server) -> None:
    """At some number (20 by default) the next one is closed with 1008, and those there are stay."""
    ada = server.new_user()
    with ExitStack() as sockets:
        held = [sockets.enter_context(ada.socket()) for _ in range(20)]
        with server.socket() as one_more:
            one_more.tell("auth", token=ada.token)
            assert one_more.close_code() == 1008
        for socket in held:
            socket.settle()
    with ada.socket() as socket:
        socket.settle()


def test_a_flood_of_pings_is_closed_though_no_frame_of_ours_was_sent(server: Server) -> None:
    """Thousands fit one packet, and they come before any sign-in."""
    with RawSocket(server.socket_url) as socket:
        with suppress(OSError):  # it may hang up while we are still sending
            socket.send(b"\x89\x80\0\0\0\0" * 5_000)
        assert [frame.close_code for frame in socket.frames_to_end() if frame.close_code] == [4429]


def test_nobody_is_put_into_many_huge_groups(strict: Server) -> None:
    """Each person that is brought in counts, whether into a new group or one that stands, and for the inviter alone."""
    ada, bob = strict.new_user(), strict.new_user()
    body = {"kind": "group", "title": "G", "participant_ids": [f"{n:024x}" for n in range(999)]}
    answers = [ada.http.post("/api/conversations", body) for _ in range(3)]
    assert [answer.status for answer in answers] == [404, 404, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    group = strict.group(bob, strict.new_user())
    many = {"user_ids": body["participant_ids"]}
    answers = [bob.http.post(f"/api/conversations/{group.id}/participants", many) for _ in range(3)]
    assert [answer.status for answer in answers] == [404, 404, 429]


def test_guessing_join_links_is_slowed_down(strict: Server) -> None:
    """By the user who tries, before long."""
    ada = strict.new_user()
    statuses = [ada.http.get(f"/api/join/{n:046}").status for n in range(31)]
    assert statuses == [404] * 30 + [429]
