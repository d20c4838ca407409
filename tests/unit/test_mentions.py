"""`@name` in a message names a member; an address or a path does not. The id of a message says where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.errors import NotFound
from chat_app.services.messages import MENTION, conversation_of, message_id
from chat_app.types import MessageId
from tests.unit.factories import ADA, BOB, CHAT


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ada", ["ada"]),
        ("hello @ada, and @bob!", ["ada", "bob"]),
        ("ask @ada.", ["ada"]),
        ("(@ada-lovelace) @ada_2 @a.b", ["ada-lovelace", "ada_2", "a.b"]),
        ("\n@Ada:", ["Ada"]),
        ("ada@example.org", []),
        ("a.@ada -@ada @@ada", []),
        ("@ ada @1 @", []),
        ("ад@ada", []),
    ],
)
def test_a_mention_is_an_at_sign_and_a_username(text: str, names: list[str]) -> None:
    """A sentence's full stop is not part of it, and an e-mail address is none."""
    assert MENTION.findall(text) == names


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{1,30}[A-Za-z0-9_]", fullmatch=True))
def test_any_username_that_does_not_end_in_a_mark_can_be_mentioned(name: str) -> None:
    """By the rule of usernames."""
    assert MENTION.findall(f"hello @{name}, well?") == [name]


@pytest.mark.parametrize("hostile", ["@a" + "-" * 8_000, "@a" * 4_000, "@" * 8_000, "@a." * 2_666])
def test_no_text_makes_the_search_slow(hostile: str) -> None:
    """8,000 characters take a moment, not a second: the number of steps is linear."""
    assert len(MENTION.findall(hostile)) <= 4_000


def test_a_message_id_is_made_of_who_calls_it_what_and_where() -> None:
    """The same for a repeat, another for anybody else."""
    first = message_id(CHAT, ADA, "c-1")

    assert first == message_id(CHAT, ADA, "c-1") and len(first) <= 64
    assert len({first, message_id(CHAT, BOB, "c-1"), message_id(CHAT, ADA, "c-2")}) == 3


def test_a_message_id_says_where_the_message_stands() -> None:
    """Edits and reactions name only the message."""
    assert conversation_of(message_id(CHAT, ADA, "c-1")) == CHAT


@given(st.text(max_size=64) | st.text("0123456789abcdef", min_size=47, max_size=49))
def test_what_is_no_message_id_is_not_found(text: str) -> None:
    """Never an error of ours further down."""
    if len(text) == 48 and set(text[:24]) <= set("0123456789abcdef"):
        assert conversation_of(MessageId(text)) == text[:24]
    else:
        with pytest.raises(NotFound):
            conversation_of(MessageId(text))
