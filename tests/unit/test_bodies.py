"""The clock of a body: it begins with the first read, and a large one that comes steadily has more of it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import gevent
import pytest
from werkzeug.exceptions import RequestTimeout

from chat_app.api import bodies
from chat_app.api.bodies import TimedBodies


def body_of(stream: Any, *, timeout: float = 5.0) -> Any:
    """`wsgi.input` as the application gets it."""
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], _start: object) -> list[bytes]:
        seen.update(environ)
        return []

    TimedBodies(application, timeout=timeout)({"wsgi.input": stream}, None)
    return seen["wsgi.input"]


class Dripping:
    """A body of which a part comes now and then."""

    def __init__(self, pause: float) -> None:
        self._pause = pause

    def read(self, size: int = -1) -> bytes:
        gevent.sleep(self._pause)
        return b"x" * max(size, 1)


def test_a_body_that_is_there_is_read_as_ever() -> None:
    """By lines and whole."""
    body = body_of(BytesIO(b"one\ntwo"))

    assert (body.readline(), body.read(), body.read()) == (b"one\n", b"two", b"")


def test_a_body_that_stalls_ends_in_408() -> None:
    """However patient the socket is."""
    with pytest.raises(RequestTimeout):
        body_of(Dripping(60), timeout=0.05).read(10)


def test_dripping_does_not_wind_the_clock_up() -> None:
    """The time is of the whole body, not of each read."""
    body = body_of(Dripping(0.02), timeout=0.1)
    with pytest.raises(RequestTimeout):
        list(iter(lambda: body.read(1), b""))


def test_a_large_body_has_the_time_that_its_size_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second for each LEAST_RATE bytes, beside what any has."""
    monkeypatch.setattr(bodies, "LEAST_RATE", 100)
    body = body_of(Dripping(0.2), timeout=0.05)

    assert len(body.read(1_000)) == 1_000
