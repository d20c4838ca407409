"""What may be told of what went wrong."""

from __future__ import annotations

import pytest

from chat_app.errors import Unavailable
from chat_app.scrub import mask, traceback_of, words

WRITTEN = "what Ada wrote"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Error handling request /api/exports/aGVsbG8.d29ybGQ", "Error handling request /api/exports/[hidden]"),
        ("GET /api/join/aGVsbG8?x=1", "GET /api/join/[hidden]"),
        ("GET /api/join/<token>", "GET /api/join/<token>"),
        ("/download?token=abc&page=2", "/download?token=[hidden]&page=2"),
        (f"Authorization: Bearer {JWT}", "Authorization: Bearer [hidden]"),
        (f"the token {JWT} was refused", "the token [hidden] was refused"),
        ("chat_pat_0123456789abcdef is unknown", "[hidden] is unknown"),
        ("mongodb://chat:swordfish@db:27017/?x", "mongodb://chat:[hidden]@db:27017/?x"),
        ("redis://:swordfish@redis:6379/0", "redis://:[hidden]@redis:6379/0"),
        ("http://db:27017/ and ada@example.org", "http://db:27017/ and ada@example.org"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, shown: str) -> None:
    """And the rest of the line stays."""
    assert mask(text) == shown


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Unavailable("The store did not answer in time."), "The store did not answer in time."),
        (AttributeError("'NoneType' object has no attribute 'seq'"), "'NoneType' object has no attribute 'seq'"),
        (FileNotFoundError(2, "No such file or directory", "/exports/key"), "[Errno 2] No such file or directory"),
        (KeyError("what Ada wrote"), ""),
        (ValueError("invalid literal for int(): 'what Ada wrote'"), ""),
        (type("Odd", (RuntimeError,), {})("what Ada wrote"), ""),
        (type("Refused", (Exception,), {"code": 11_000})("dup key: 'what Ada wrote'"), "code 11000"),
    ],
)
def test_of_an_exceptions_words_those_are_told_that_hold_nothing_of_people(error: Exception, told: str) -> None:
    """By its kind: what a subclass says, or what looked something up, can be anything."""
    assert words(error) == told


def test_a_traceback_tells_the_way_and_not_the_words() -> None:
    """The cause first, as Python does."""
    try:
        try:
            {}[WRITTEN]
        except KeyError as error:
            raise LookupError(WRITTEN) from error
    except LookupError as error:
        told = traceback_of(error)

    assert WRITTEN not in told
    assert told.count("Traceback (most recent call last)") == 2
    assert "direct cause" in told and told.endswith("LookupError\n")
