"""The newest entries in memory: what they give is what the log would give, and they stay small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.protocol.encoded import EncodedEntry, encode_entry
from chat_app.records import Entry
from chat_app.services import recent as module
from chat_app.services.recent import Recent
from chat_app.types import ConversationId, Kind
from tests.unit.factories import CHAT, entry
from tests.unit.memory import MemoryLog

OTHER = ConversationId("e" * 24)


@dataclass
class Reader:
    """A log, the cache in front of it, and how often the cache asked the log."""

    max_bytes: int = 1 << 20
    log: MemoryLog = field(default_factory=MemoryLog)
    reads: int = 0

    def __post_init__(self) -> None:
        self.recent = Recent(self, max_bytes=self.max_bytes)  # type: ignore[arg-type]

    def range(self, conversation_id: ConversationId, first: int, last: int) -> list[Entry]:
        """What the cache asks of the log."""
        self.reads += 1
        return self.log.range(conversation_id, first, last)

    def write(self, kind: Kind = "text", *, here: bool = True, chat: ConversationId = CHAT) -> None:
        """An entry of this process or another; a change shows at what it changes, here the oldest entry."""
        written = self.log.written_elsewhere(
            entry(f"{len(self.log.logs[chat])}", kind=kind, conversation_id=chat, content="x" * 100)
        )
        if kind != "text":
            self.log.logs[chat][0].content = f"changed by {written.seq}"
        if here:
            self.recent.appended(encode_entry(written))

    def read(self, first: int, last: int | None = None, *, chat: ConversationId = CHAT) -> Sequence[EncodedEntry]:
        """What the cache gives."""
        end = len(self.log.logs[chat])
        return self.recent.range(chat, first, end if last is None else last, end=end)


def test_what_was_just_written_is_read_without_the_store() -> None:
    """Any part of it, in order."""
    reader = Reader()
    for _ in range(9):
        reader.write()

    assert [each.seq for each in reader.read(3, 6)] == [3, 4, 5, 6] and len(reader.read(1)) == 9
    assert reader.reads == 0


def test_what_one_reader_fetched_the_next_one_is_given() -> None:
    """After a restart nothing is held, and two people read the same log, portion by portion."""
    reader = Reader()
    for _ in range(9):
        reader.write(here=False)
    for first, last in ((1, 4), (5, 8), (9, 9)):
        reader.read(first, last)
    before = reader.reads

    assert [each.seq for each in reader.read(1)] == list(range(1, 10)) and reader.reads == before


def test_an_entry_of_another_process_is_never_missed() -> None:
    """The end of the log tells that what is held is not all."""
    reader = Reader()
    reader.write()
    reader.write(here=False)

    assert [each.seq for each in reader.read(1)] == [1, 2]


@pytest.mark.parametrize("here", [True, False])
def test_what_was_deleted_is_not_given_from_memory(here: bool) -> None:
    """Nor what was edited or reacted to, whichever process did it."""
    reader = Reader()
    reader.write()
    reader.read(1)
    reader.write("delete", here=here)

    assert b"changed by 2" in reader.read(1)[0].json


def test_one_conversation_keeps_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest."""
    monkeypatch.setattr(module, "MAX_ENTRIES", 3)
    reader = Reader()
    for _ in range(5):
        reader.write()

    assert len(reader.read(3)) == 3 and reader.reads == 0
    assert len(reader.read(2)) == 4 and reader.reads == 1


def test_the_conversation_that_was_quiet_longest_goes_first() -> None:
    """And all together stay within their bytes."""
    reader = Reader(max_bytes=10_000)
    reader.write()
    for _ in range(100):
        reader.write(chat=OTHER)

    assert reader.recent._size <= 10_000
    assert len(reader.read(1)) == 1 and reader.reads == 1


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(["text"] * 4 + ["edit", "delete", "reaction"]), st.booleans()),
        st.tuples(st.just("read"), st.integers(0, 30), st.integers(0, 30)),
    ),
    max_size=60,
)


@given(STEPS, st.sampled_from([0, 3_000, 1 << 20]))
def test_a_read_gives_what_the_log_holds(steps: list[tuple[str, object, int]], max_bytes: int) -> None:
    """Whoever wrote, whatever was read before, and however little may be kept."""
    reader = Reader(max_bytes=max_bytes)
    for step, what, more in steps:
        end = len(reader.log.logs[CHAT])
        if step == "write":
            reader.write(what, here=bool(more))  # type: ignore[arg-type]
        elif isinstance(what, int) and 1 <= what <= end:
            last = min(end, what + more)
            assert reader.read(what, last) == [encode_entry(each) for each in reader.log.range(CHAT, what, last)]
    assert reader.recent._size == sum(window.size for window in reader.recent._windows.values()) <= max_bytes
