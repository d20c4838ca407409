"""What people type in about themselves, and what stands in a path or a query."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields

from chat_app.api.fields import LOG_LIMIT, PAGE_LIMIT, ObjectIdConverter, limit, user_id
from chat_app.protocol.fields import EmailAddress, Flag, Password, Text, Username
from chat_app.protocol.frames import OBJECT_ID


def read(field: fields.Field[Any], value: Any) -> Any:
    return Schema.from_dict({"field": field})().load({"field": value})["field"]


def refusal(field: fields.Field[Any], value: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        read(field, value)
    return str(refused.value.messages)


@pytest.mark.parametrize("name", ["ada", "Ada_Lovelace", "a.b-c", "x" * 32, "ada99"])
def test_a_username_is_ascii_and_begins_with_a_letter(name: str) -> None:
    """3 to 32 of them."""
    assert read(Username(), name) == name


@pytest.mark.parametrize("name", ["", "ab", "x" * 33, "1ada", "_ada", "ada lovelace", "zoë", "ada\n", "а" * 5, 7, None])
def test_other_usernames_are_refused(name: Any) -> None:
    """Nobody looks like somebody else."""
    assert refusal(Username(), name)


@pytest.mark.parametrize("name", ["ada.", "ada-", "a.-", "x" * 31 + "."])
def test_a_username_does_not_end_in_a_mark(name: str) -> None:
    """Or `@ada.` at the end of a sentence would be somebody else."""
    assert "not ending" in refusal(Username(), name)


@pytest.mark.parametrize("value", [1, 0, 0.0, 1.0, "true", [], None])
def test_a_flag_is_true_or_false_and_nothing_that_equals_them(value: Any) -> None:
    """What is read is what was sent, so a repeat is the same request."""
    assert (read(Flag(), True), read(Flag(), False)) == (True, False)
    assert refusal(Flag(), value)


def test_a_text_is_trimmed_and_measured_after_that() -> None:
    """Blanks around a name are no part of it."""
    assert read(Text(high=3), "  ada \n".replace("\n", " ")) == "ada"
    assert "1 and 3" in refusal(Text(high=3), "adaa") and "1 and 3" in refusal(Text(high=3), "   ")


@pytest.mark.parametrize("char", ["\0", "\x1b", "\x7f", "\n", "\t", "\r", "\x80", "\x85", "\x9f"])
def test_a_line_of_text_holds_no_control_characters(char: str) -> None:
    """They would tear lists and logs apart."""
    assert "control" in refusal(Text(high=9), f"a{char}b")


def test_longer_texts_may_have_lines() -> None:
    """And may be empty where that says so."""
    assert read(Text(low=0, high=9, lines=True), "a\n\tb") == "a\n\tb" and read(Text(low=0, high=9), " ") == ""
    assert all("control" in refusal(Text(high=9, lines=True), f"a{char}b") for char in "\r\x85")


@given(st.text(max_size=40))
def test_a_text_that_was_taken_can_be_sent_again(value: str) -> None:
    """What an editor shows it can save."""
    field = Text(high=20, lines=True)
    try:
        once = read(field, value)
    except ValidationError:
        return

    assert read(field, once) == once and 1 <= len(once) <= 20


@pytest.mark.parametrize(("length", "good"), [(7, False), (8, True), (128, True), (129, False)])
def test_a_password_has_8_to_128_characters(length: int, good: bool) -> None:
    """Characters, not bytes; blanks count."""
    password = "🔑" * (length - 1) + " "

    assert (read(Password(), password) == password) if good else refusal(Password(), password)


def test_an_address_has_at_most_254_characters() -> None:
    """The longest that mail knows."""
    assert read(EmailAddress(), "ada@example.org") == "ada@example.org"
    assert refusal(EmailAddress(), f"{'a' * 250}@b.org") and refusal(EmailAddress(), "ada")


@pytest.mark.parametrize("high", [PAGE_LIMIT, LOG_LIMIT])
def test_a_page_has_fifty_items_unless_asked_otherwise(high: int) -> None:
    """Up to a bound."""
    schema = Schema.from_dict({"limit": limit(high)})()

    assert schema.load({}) == {"limit": 50} and schema.load({"limit": f"{high}"}) == {"limit": high}
    assert all(schema.validate({"limit": bad}) for bad in (0, -1, high + 1, "many"))


@given(st.text(max_size=30) | st.text("0123456789abcdefABCDEF", min_size=23, max_size=25))
def test_an_id_is_the_same_in_a_path_a_query_and_a_frame(text: str) -> None:
    """24 lower-case hexadecimal digits, everywhere."""
    is_id = bool(re.fullmatch("[0-9a-f]{24}", text, re.ASCII))
    in_frame = not Schema.from_dict({"id": fields.String(validate=OBJECT_ID)})().validate({"id": text})
    in_query = not Schema.from_dict({"id": user_id()})().validate({"id": text})

    assert is_id == in_frame == in_query == bool(re.fullmatch(ObjectIdConverter.regex, text))
