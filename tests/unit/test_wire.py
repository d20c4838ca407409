"""The bytes that leave are frames that another implementation of RFC 6455 reads."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Event, Ping, TextMessage

from chat_app.protocol.wire import close_frame, encode, ping_frame, text_frame


def read(data: bytes, pieces: int = 1) -> list[Event]:
    """What a client makes of these bytes, however they were cut on the way."""
    client = Connection(ConnectionType.CLIENT)
    events: list[Event] = []
    step = max(1, -(-len(data) // pieces))
    for start in range(0, len(data), step):
        client.receive_data(data[start : start + step])
        events.extend(client.events())
    return events


def text_of(events: list[Event]) -> str:
    assert all(isinstance(event, TextMessage) for event in events)
    assert [event.message_finished for event in events if isinstance(event, TextMessage)][-1]
    return "".join(event.data for event in events if isinstance(event, TextMessage))


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_text_is_read_as_it_was_written_at_the_bounds_of_its_header(length: int) -> None:
    """7, 16 and 64 bits of length (section 5.2)."""
    assert text_of(read(text_frame(b"x" * length))) == "x" * length


@pytest.mark.parametrize(("length", "header"), [(125, 2), (126, 4), (65_535, 4), (65_536, 10)])
def test_the_length_takes_the_fewest_bytes(length: int, header: int) -> None:
    """The minimal number of bytes must be used (section 5.2); strict readers hang up otherwise."""
    assert len(text_frame(b"x" * length)) == length + header


@given(st.lists(st.text(max_size=200), min_size=1, max_size=5), st.integers(1, 40))
def test_frames_one_after_the_other_stay_apart(texts: list[str], pieces: int) -> None:
    """However TCP cuts the stream."""
    events = read(b"".join(text_frame(text.encode()) for text in texts), pieces)
    whole, part = [], ""
    for event in events:
        assert isinstance(event, TextMessage)
        part += event.data
        if event.message_finished:
            whole.append(part)
            part = ""

    assert whole == texts


def test_a_message_is_one_json_object_with_times_in_utc() -> None:
    """RFC 3339 with a Z."""
    message = {"type": "pong", "at": datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)}

    assert orjson.loads(text_of(read(encode(message)))) == {"type": "pong", "at": "2026-03-01T12:30:15.250000Z"}


@pytest.mark.parametrize("payload", [b"", b"x" * 125])
def test_a_ping_carries_its_payload(payload: bytes) -> None:
    """The pong repeats it (section 5.5.2)."""
    [event] = read(ping_frame(payload))

    assert isinstance(event, Ping) and bytes(event.payload) == payload


@given(st.sampled_from([1000, 1001, 1008, 1009, 1012, 4401, 4413]), st.text("abc .,", max_size=123))
def test_a_close_says_its_code_and_its_reason(code: int, reason: str) -> None:
    """The reason is shown in the logs of clients."""
    [event] = read(close_frame(code, reason))

    assert isinstance(event, CloseConnection) and (event.code, event.reason or "") == (code, reason)


def test_a_long_reason_is_cut_to_a_control_frame() -> None:
    """125 bytes, two of them the code (section 5.5)."""
    [event] = read(close_frame(1008, "x" * 500))

    assert isinstance(event, CloseConnection) and event.reason == "x" * 123


@pytest.mark.parametrize("char", ["é", "€", "😀"])
@pytest.mark.parametrize("before", range(4))
def test_a_long_reason_is_cut_between_characters(before: int, char: str) -> None:
    """It must be UTF-8 (section 5.5.1); half a character would be answered with 1007."""
    [event] = read(close_frame(1008, "x" * before + char * 100))

    assert isinstance(event, CloseConnection) and event.code == 1008
    assert event.reason == "x" * before + char * ((123 - before) // len(char.encode()))
