"""Entries go out in frames that every reader takes: at most 64 KiB, in order, none lost."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat_app.protocol import messages, sync
from chat_app.protocol.chunks import MAX_ENTRIES, chunks
from chat_app.protocol.encoded import encode_entry, live
from chat_app.protocol.messages import EMOJI, MAX_CONTENT
from chat_app.protocol.wire import encode
from chat_app.records import Entry
from chat_app.services.changes import MAX_EMOJI, MAX_REACTIONS
from chat_app.types import Seq
from tests.unit.factories import CHAT, TIME, entry
from tests.unit.test_wire import read as read_frames
from tests.unit.test_wire import text_of

FRAME_LIMIT = 65_536
WORST = {"astral": "\U0001f600", "control": "\x01", "quote": '"', "backslash": "\\", "three bytes": "\uffff"}
LONGEST_NAME = "\x01" * 64


def numbered(contents: Sequence[str]) -> list[Entry]:
    return [
        entry(content=content, seq=Seq(2**53 - 1 - len(contents) + place)) for place, content in enumerate(contents)
    ]


def told(entries: Sequence[Entry]) -> list[bytes]:
    return [encode(sync.entries(CHAT, chunk, last_seq)) for chunk, last_seq in chunks(map(encode_entry, entries))]


def read(frame: bytes) -> dict:
    return orjson.loads(text_of(read_frames(frame)))


@pytest.mark.parametrize("char", WORST.values(), ids=WORST)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_longest_messages_fit_their_frames(char: str, count: int) -> None:
    """8,000 characters of what takes most bytes in JSON, with every other field at its limit."""
    longest = [
        entry(LONGEST_NAME, content=char * MAX_CONTENT, seq=Seq(place + 1), reply_to="\x01" * 64, edited_at=TIME)
        for place in range(count)
    ]
    frames = told(longest)

    assert max(map(len, frames)) <= FRAME_LIMIT
    assert [each["content"] for frame in frames for each in read(frame)["entries"]] == [char * MAX_CONTENT] * count


def test_the_longest_message_fits_a_live_frame_and_a_queue_frame() -> None:
    """What is told at once and what is told later are under the same limit."""
    longest = entry(LONGEST_NAME, content="\x01" * MAX_CONTENT, seq=Seq(2**53 - 1), reply_to="\x01" * 64)
    [(chunk, _)] = chunks([encode_entry(longest)])

    assert len(encode(live(encode_entry(longest)))) <= FRAME_LIMIT
    assert len(encode(messages.queue(chunk))) <= FRAME_LIMIT


@pytest.mark.parametrize("char", WORST.values(), ids=WORST)
def test_the_longest_message_with_all_reactions_that_it_may_have_fits(char: str) -> None:
    """At both limits of reactions, each of the longest kind, all in one frame."""
    longest_emoji = [chr(0x1F600 + place) + "\U0001f3fd" * 31 for place in range(MAX_EMOJI)]
    people = [f"{place:024x}" for place in range(MAX_REACTIONS // MAX_EMOJI)]
    longest = entry(
        LONGEST_NAME,
        content=char * MAX_CONTENT,
        seq=Seq(2**53 - 1),
        reply_to="\x01" * 64,
        edited_at=TIME,
        reactions=dict.fromkeys(longest_emoji, people),
    )
    [frame] = told([longest])

    assert len(frame) <= FRAME_LIMIT and len(encode(live(encode_entry(longest)))) <= FRAME_LIMIT
    assert sum(map(len, longest.reactions.values())) == MAX_REACTIONS and all(map(EMOJI.match, longest_emoji))


CONTENTS = st.builds(str.__mul__, st.sampled_from(sorted(WORST.values())), st.integers(1, MAX_CONTENT))


@settings(max_examples=25)
@given(st.lists(CONTENTS, max_size=8))
def test_chunks_lose_and_reorder_nothing(contents: list[str]) -> None:
    """The log that a client puts together is the log that was read, and no frame is too large."""
    entries = numbered(contents)
    frames = told(entries)
    together = [each for frame in frames for each in read(frame)["entries"]]

    assert [(each["seq"], each["content"]) for each in together] == [(each.seq, each.content) for each in entries]
    assert all(len(frame) <= FRAME_LIMIT for frame in frames)


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 350])
def test_a_chunk_holds_at_most_a_hundred_and_says_its_last_seq(count: int) -> None:
    """A client that read a frame holds the log up to `last_seq`."""
    frames = [read(frame) for frame in told(numbered(["x"] * count))]

    assert len(frames) == -(-count // MAX_ENTRIES)
    assert all(frame["last_seq"] == frame["entries"][-1]["seq"] for frame in frames)
