"""The server's clock may be set: what a person has stays theirs, and only what is over ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.harness import Server, text, wait_until
from tests.reliability.clock import Clock

HOUR, DAY = 3_600.0, 86_400.0


@pytest.fixture(scope="module")
def clock() -> Iterator[Clock]:
    with Clock() as clock:
        yield clock


@pytest.fixture(scope="module")
def moody(clock: Clock) -> Iterator[Server]:
    """A server whose clock can be set."""
    with Server.started(**clock.settings) as server:
        yield server


def minutes_ahead(timestamp: str) -> float:
    return (datetime.fromisoformat(timestamp).timestamp() - time.time()) / 60


def set_clock(server: Server, clock: Clock, offset: float) -> None:
    """Set it, and wait until the server shows that time."""
    clock.step(offset)
    wait_until(
        "the server to show that time",
        lambda: abs(minutes_ahead(server.new_user().profile["created_at"]) - offset / 60) < 1,
    )


@pytest.mark.parametrize("offset", [600.0, -600.0, HOUR, -HOUR])
def test_a_clock_that_is_set_signs_nobody_out(moody: Server, clock: Clock, offset: float) -> None:
    """Neither on the socket nor over HTTP, and what is written then comes after what was there."""
    set_clock(moody, clock, 0)
    ada, bob = moody.new_user(), moody.new_user()
    chat = moody.direct_conversation(ada, bob)
    before = ada.send(chat, "before")
    set_clock(moody, clock, offset)
    with ada.socket() as socket:
        after = socket.ask("message.send", text(chat, "after"))
    assert after["seq"] == before["seq"] + 1
    assert abs(minutes_ahead(after["created_at"]) - offset / 60) < 5
    assert bob.texts(chat) == ["before", "after"]


def test_a_token_ends_when_its_time_is_over(moody: Server, clock: Clock) -> None:
    """By the clock on the wall, as it stands."""
    set_clock(moody, clock, 0)
    ada = moody.new_user()
    set_clock(moody, clock, 2 * DAY)
    assert ada.http.get("/api/users/me").status == 401
    set_clock(moody, clock, 0)
    assert ada.http.get("/api/users/me").status == 200
