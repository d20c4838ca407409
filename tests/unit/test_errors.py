"""One tree of errors, each with its stable code, drawn at the top of its file."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from chat_app import errors
from chat_app.api import problems
from chat_app.errors import ChatError


def tree(cls: type[ChatError] = ChatError) -> Iterator[type[ChatError]]:
    yield cls
    for each in cls.__subclasses__():
        yield from tree(each)


def drawn() -> dict[str, tuple[int, str]]:
    """The lines of the drawing: name, depth and the rest of the line."""
    lines = re.findall(r"^    ([│ ├└─]*)(\w+)( .*)?$", errors.__doc__ or "", re.MULTILINE)
    return {name: (len(indent) // 4, rest) for indent, name, rest in lines}


ALL = list(tree())


def test_every_error_is_in_the_drawing_and_nothing_else() -> None:
    """A new one is drawn with it."""
    assert drawn().keys() == {each.__name__ for each in ALL}


@pytest.mark.parametrize("error", ALL, ids=lambda each: each.__name__)
def test_the_drawing_shows_place_status_and_code(error: type[ChatError]) -> None:
    """It is what a reader looks at first."""
    depth, rest = drawn()[error.__name__]

    assert depth == len(error.__mro__) - len(ChatError.__mro__)
    assert error in (ChatError, errors.ConfigurationError) or rest.split()[:2] == [str(error.status), error.code]


def test_codes_are_unique_and_readable_by_machines() -> None:
    """Clients decide by them."""
    codes = [each.code for each in ALL]

    assert len(set(codes)) == len(codes) and all(re.fullmatch(r"[a-z_]+", code) for code in codes)


@pytest.mark.parametrize("error", ALL, ids=lambda each: each.__name__)
def test_every_error_has_a_sentence_and_a_docstring(error: type[ChatError]) -> None:
    """What the caller is told, and what it means."""
    assert error().detail == error.title and error.title.endswith(".") and error.title[0].isupper()
    assert error.__dict__["__doc__"].strip().split("\n")[0]


def test_what_is_said_to_the_caller_wins_over_the_title() -> None:
    """With the fields and the time to come back."""
    error = errors.InvalidInput("No.", errors={"a": ["b"]}, retry_after=2)

    assert (str(error), error.detail, error.errors, error.retry_after) == ("No.", "No.", {"a": ["b"]}, 2)


def test_failures_found_outside_the_domain_have_codes_of_the_same_kind() -> None:
    """A 404 is `not_found`, whoever found it."""
    ours = {each.status: each.code for each in reversed(ALL) if each.status < 500}

    assert all(problems.CODES[status] == code for status, code in ours.items() if status in problems.CODES)
