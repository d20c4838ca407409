"""What a client sends becomes a typed request, or an error that names what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.errors import InvalidInput, MalformedInput
from chat_app.protocol import messages, presence, receipts, session, sync  # noqa: F401 - they fill the registry
from chat_app.protocol.frames import REGISTRY, Request, load, parse
from tests.unit.frames import ANY_FRAME_REFUSES, EXAMPLES, REFUSED

ACCEPTED = [(type_, example) for type_, examples in EXAMPLES.items() for example in examples]
BAD = [
    pytest.param(type_, field, value, says, id=f"{type_}-{field}-{number}")
    for type_ in EXAMPLES
    for field, values in (REFUSED[type_] | ANY_FRAME_REFUSES).items()
    for number, (value, says) in enumerate(values)
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted({name for reader in REGISTRY.values() for name in reader.schema.fields})


FIELDS = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), JSON, max_size=6)
NO_FRAMES = [
    *["", "{", "[]", "7", "null", '"ping"', "{}", "NaN", '{"a":1e999}', "[" * 100_000, '{"a":' * 100_000],
    *['{"type": 7}', '{"type": null}', '{"type": []}', '{"type": "ready"}'],
    *[b"\xff\xfe", "\ud800", '{"type":"ping","id":"\\ud800"}'],
]


def repr_of_start(frame: str | bytes) -> str:
    return repr(frame[:40])


def decode(frame: Any) -> Request:
    return load(parse(frame if isinstance(frame, bytes | str) else orjson.dumps(frame)))


def test_every_frame_that_clients_may_send_has_examples_and_refusals() -> None:
    """A new type without them fails here, and so does a field without a refused value."""
    assert EXAMPLES.keys() == REFUSED.keys() == REGISTRY.keys()
    for type_, reader in REGISTRY.items():
        assert REFUSED[type_].keys() | {"id"} == reader.schema.fields.keys(), type_


@pytest.mark.parametrize("type_", EXAMPLES)
def test_the_examples_name_every_field(type_: str) -> None:
    """So that no field is only ever read with its default."""
    named = {field for example in EXAMPLES[type_] for field in example}

    assert REGISTRY[type_].schema.fields.keys() - named <= {"id"}


@pytest.mark.parametrize(("type_", "example"), ACCEPTED)
def test_a_frame_becomes_its_request_with_every_value_as_sent(type_: str, example: dict[str, Any]) -> None:
    """Nothing is trimmed, converted or lost on the way in."""
    request = decode({"type": type_} | example)

    assert type(request) is REGISTRY[type_].makes
    assert {name: getattr(request, name) for name in example} == example


@pytest.mark.parametrize("type_", REGISTRY)
def test_a_request_holds_what_its_schema_reads(type_: str) -> None:
    """A field read and not kept, or kept and never read, would be a mistake of ours."""
    schema, makes = REGISTRY[type_].schema, REGISTRY[type_].makes

    assert {field.name for field in fields(makes)} == schema.fields.keys()


@pytest.mark.parametrize(("type_", "field", "value", "says"), BAD)
def test_a_bad_field_is_refused_by_its_name_and_limit(type_: str, field: str, value: Any, says: str) -> None:
    """The client can show the message at the field it belongs to."""
    with pytest.raises(InvalidInput) as refused:
        decode({"type": type_} | EXAMPLES[type_][0] | {field: value})

    errors = refused.value.errors or {}
    named = {name for name in errors if name == field or name.startswith(f"{field}.")}
    assert named
    assert says in " ".join(message for name in named for message in errors[name]).replace(",", "")


@pytest.mark.parametrize("type_", EXAMPLES)
def test_a_missing_field_is_named(type_: str) -> None:
    """All of them at once, not one a try."""
    required = {name for name, field in REGISTRY[type_].schema.fields.items() if field.required}
    if not required:
        return

    with pytest.raises(InvalidInput) as refused:
        decode({"type": type_})

    assert required <= (refused.value.errors or {}).keys()


@pytest.mark.parametrize("places", [{}, {"conversation_id": "a" * 24, "to": "b" * 24}])
def test_a_message_goes_to_a_conversation_or_to_a_user(places: dict[str, str]) -> None:
    """One of the two, never both."""
    with pytest.raises(InvalidInput) as refused:
        decode({"type": "message.send", "client_id": "c", "content": "x"} | places)

    assert refused.value.errors == {"conversation_id": ["Needs either conversation_id or to."]}


def test_a_receipt_moves_at_least_one_cursor() -> None:
    """An empty one is a client's mistake."""
    with pytest.raises(InvalidInput) as refused:
        decode({"type": "receipt", "conversation_id": "a" * 24})

    assert refused.value.errors == {"read_seq": ["Needs delivered_seq or read_seq."]}


@pytest.mark.parametrize("frame", NO_FRAMES, ids=repr_of_start)
def test_what_is_no_frame_is_malformed(frame: str | bytes) -> None:
    """Not JSON, not an object, no type that clients may send: 400 `malformed`, whatever it is."""
    with pytest.raises(MalformedInput):
        decode(frame)


def test_an_unknown_type_is_answered_with_those_that_are_known() -> None:
    """Developers find their typing mistake in the answer."""
    with pytest.raises(MalformedInput) as refused:
        decode({"type": "message.sent"})

    assert "message.send," in (refused.value.errors or {})["type"][0]


def refusal(decoding: Callable[[], Request]) -> InvalidInput | None:
    try:
        assert isinstance(decoding(), Request)
    except InvalidInput as refused:
        return refused
    return None


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_bytes_give_a_request_or_an_invalid_input(frame: bytes | str) -> None:
    """Nothing that a stranger sends is a failure of ours."""
    refusal(lambda: decode(frame))


@given(st.sampled_from(sorted(REGISTRY)), FIELDS)
def test_any_fields_give_a_request_or_an_invalid_input(type_: str, values: dict[str, Any]) -> None:
    """Nor is any JSON, however its fields are named and nested; what is said of it is flat and can be shown."""
    refused = refusal(lambda: load(values | {"type": type_}))

    said = [each for messages_ in ((refused and refused.errors) or {}).values() for each in messages_]
    assert all(isinstance(each, str) for each in said)


@given(st.sampled_from(ACCEPTED), st.sampled_from(NAMES), JSON)
def test_any_one_field_replaced_gives_a_request_or_an_invalid_input(
    accepted: tuple[str, dict[str, Any]], name: str, value: Any
) -> None:
    """Good frames with one odd field reach deeper than random ones."""
    refused = refusal(lambda: load({"type": accepted[0]} | accepted[1] | {name: value}))

    assert refused is None or refused.errors
