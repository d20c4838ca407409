"""Where a log ends, as far as a process knows, and what it finds when it looks."""

from __future__ import annotations

import gevent
import pytest
from gevent.event import Event

from chat_app.records import Entry, Position
from chat_app.services import positions as module
from chat_app.services.positions import START, Positions
from chat_app.types import ConversationId, Seq
from tests.unit.factories import CHAT, conversation, entry
from tests.unit.memory import MemoryConversations, MemoryLog, unavailable


class Book:
    """Positions over a log of a few entries."""

    def __init__(self, entries: int, *, stored: int = 0) -> None:
        self.log, self.conversations = MemoryLog(), MemoryConversations()
        for n in range(entries):
            self.write(f"{n}")
        self.conversations.known[CHAT] = conversation(last_seq=stored, last_ordinal=stored)
        self.recovered: list[Entry] = []
        self.positions = Positions(self.conversations, self.log)
        self.positions.recovered.append(self.recovered.extend)

    def write(self, name: str, **more: object) -> Entry:
        return self.log.written_elsewhere(entry(name, **more))


def test_a_log_without_entries_ends_at_the_start() -> None:
    """Also one that nobody has heard of."""
    assert Book(0).positions.end(CHAT) == START
    assert Book(0).positions.end(ConversationId("f" * 24)) == START


@pytest.mark.parametrize("stored", [0, 3, 5])
def test_entries_beyond_the_stored_end_are_recovered(stored: int) -> None:
    """A crash between the log and its caches: the first look finds what is undone, all of it, in order."""
    book = Book(5, stored=stored)

    assert book.positions.end(CHAT) == Position(Seq(5), 5)
    assert [each.seq for each in book.recovered] == list(range(stored + 1, 6))


def test_what_was_recovered_once_is_not_looked_for_again() -> None:
    """The end is known from then on."""
    book = Book(5)
    book.positions.end(CHAT)
    book.recovered.clear()

    assert book.positions.end(CHAT).seq == 5 and book.recovered == []


def test_a_caller_may_bring_the_lower_bound() -> None:
    """Who has the conversation at hand saves a look at it."""
    book = Book(5)
    book.conversations.known.clear()

    assert book.positions.end(CHAT, cached=Position(Seq(4), 4)).seq == 5
    assert [each.seq for each in book.recovered] == [5]


def test_another_writers_entries_are_found_by_refreshing() -> None:
    """After the log refused a seq."""
    book = Book(2, stored=2)
    book.positions.end(CHAT)
    book.write("theirs", kind="reaction")

    assert book.positions.refresh(CHAT) == Position(Seq(3), 2)
    assert [each.seq for each in book.recovered] == [3]


def test_what_another_node_tells_is_known_without_a_look() -> None:
    """Of a log that was looked at before, and never back; of others the first look must find what a crash left."""
    book = Book(2, stored=1)
    book.positions.heard(CHAT, Position(Seq(5), 5))
    assert book.positions.known_end(CHAT).seq == 2
    assert [each.seq for each in book.recovered] == [2]

    book.positions.heard(CHAT, Position(Seq(7), 6))
    book.positions.heard(CHAT, Position(Seq(6), 5))
    assert book.positions.known_end(CHAT) == Position(Seq(7), 6)


def test_what_was_forgotten_is_looked_up() -> None:
    """A write of unknown outcome may stand or not."""
    book = Book(1, stored=1)
    book.positions.end(CHAT)
    book.write("unknown")
    book.positions.forget(CHAT)

    assert book.positions.end(CHAT).seq == 2


def test_a_failed_look_leaves_nothing_wrong_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one starts anew."""
    book = Book(2)
    monkeypatch.setattr(book.log, "tail", lambda *_: unavailable())
    with pytest.raises(Exception, match="not available"):
        book.positions.refresh(CHAT)
    monkeypatch.undo()

    assert book.positions.end(CHAT).seq == 2


def test_a_commit_during_the_look_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another greenlet went on while this one was reading."""
    book = Book(2, stored=2)
    tail = book.log.tail

    def meanwhile(conversation_id: ConversationId, known: Position) -> Position:
        found = tail(conversation_id, known)
        book.positions.advanced(book.write("meanwhile"))
        return found

    monkeypatch.setattr(book.log, "tail", meanwhile)
    assert book.positions.end(CHAT).seq == 3


def test_those_who_look_at_once_look_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a loss all members sync: what is undone is done once. Who comes during a look is in the next one."""
    book, go_on = Book(5, stored=3), Event()
    looked, tail = [], book.log.tail

    def slowly(conversation_id: ConversationId, known: Position) -> Position:
        looked.append(known)
        found = tail(conversation_id, known)
        go_on.wait(5)
        return found

    monkeypatch.setattr(book.log, "tail", slowly)
    early = [gevent.spawn(book.positions.end, CHAT) for _ in range(10)]
    gevent.sleep(0)
    book.write("late")
    late = [gevent.spawn(book.positions.end, CHAT) for _ in range(10)]
    gevent.sleep(0)
    go_on.set()
    gevent.joinall([*early, *late], raise_error=True, timeout=5)

    assert looked == [Position(Seq(3), 3)] * 2
    assert [each.value.seq for each in late] == [6] * 10
    assert [each.seq for each in book.recovered] == [4, 5]


def test_the_ordinal_at_a_seq_is_that_of_its_entry() -> None:
    """From the end, from memory, or from the log."""
    book = Book(3, stored=3)
    book.write("reaction", kind="reaction")
    book.positions.end(CHAT)

    assert [book.positions.ordinal_at(CHAT, Seq(seq)) for seq in (1, 2, 3, 4)] == [1, 2, 3, 3]


def test_an_ordinal_is_read_from_the_log_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many members read to the same place."""
    book = Book(3)
    book.positions.ordinal_at(CHAT, Seq(2))
    monkeypatch.setattr(book.log, "range", lambda *_: unavailable())

    assert book.positions.ordinal_at(CHAT, Seq(2)) == 2


def test_memory_is_bounded_and_forgets_the_longest_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many conversations as there are cost no more than the cache."""
    monkeypatch.setattr(module, "MAX_KNOWN", 2)
    book = Book(0)
    for name in ("1" * 24, "2" * 24, "3" * 24):
        book.positions.advanced(entry(conversation_id=name, seq=Seq(7), ordinal=7))

    assert book.positions.end(ConversationId("1" * 24)) == START
    assert book.positions.end(ConversationId("3" * 24)).seq == 7


def test_what_was_heard_of_a_node_that_died_is_done_again() -> None:
    """Its upkeep may be undone, although a writer here moved the conversation's own end past it since."""
    book = Book(5, stored=5)
    book.positions.end(CHAT)
    heard = book.write("of the other node")
    book.positions.heard(CHAT, Position(heard.seq, heard.ordinal))
    mine = book.write("of this one")
    book.positions.advanced(mine)
    book.conversations.known[CHAT] = conversation(last_seq=mine.seq, last_ordinal=mine.ordinal)
    assert book.positions.end(CHAT).seq == mine.seq and book.recovered == []

    book.positions.forget_all()
    assert book.positions.end(CHAT).seq == mine.seq
    assert [each.seq for each in book.recovered] == [heard.seq, mine.seq]


def test_what_was_heard_long_ago_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that lives does its upkeep within a second."""
    book = Book(5, stored=5)
    book.positions.end(CHAT)
    heard = book.write("of the other node")
    book.positions.heard(CHAT, Position(heard.seq, heard.ordinal))
    book.conversations.known[CHAT] = conversation(last_seq=heard.seq, last_ordinal=heard.ordinal)
    later = module.monotonic() + 3 * module.KEPT
    monkeypatch.setattr(module, "monotonic", lambda: later)

    book.positions.forget_all()
    assert book.positions.end(CHAT).seq == heard.seq and book.recovered == []
