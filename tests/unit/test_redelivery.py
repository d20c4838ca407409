"""What was delivered and not confirmed is queued, and sent again with patience."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import gevent
import pytest

from chat_app.records import Entry, GroupRules, Participant, QueueRow
from chat_app.services import redelivery as module
from chat_app.services import unconfirmed
from chat_app.services.redelivery import FIRST_RETRY, LONGEST_PAUSE, SILENCE, Redelivery
from chat_app.services.unconfirmed import Unconfirmed
from chat_app.types import ConversationId, Seq, UserId
from tests.unit.factories import ADA, BOB, CHAT, CID, TIME, conversation, entry
from tests.unit.memory import MemoryBus, MemoryStore, unavailable

OTHER = ConversationId("e" * 24)


class Over(Exception):
    """The turn of the loop is over."""


@dataclass
class PostOffice:
    """Redelivery of what Ada wrote to Bob; the time passes when the test says so."""

    time: float = 1_000.0
    store: MemoryStore = field(default_factory=MemoryStore)
    bus: MemoryBus = field(default_factory=MemoryBus)
    rows: list[QueueRow] = field(default_factory=list)
    flushed: list[float] = field(default_factory=list)
    flush: Callable[[], None] = lambda: None
    unconfirmed: Unconfirmed = field(default_factory=Unconfirmed)

    def __post_init__(self) -> None:
        self.redelivery = Redelivery(self.store, self.bus, self, self.unconfirmed, self._flush)  # type: ignore[arg-type]
        for each in (CHAT, OTHER):
            self.store.conversations.known[each] = conversation((ADA, BOB, CID), id=each)

    def queue(self, rows: Iterable[QueueRow]) -> None:
        """Where upkeep would note what waits."""
        self.rows.extend(rows)

    def _flush(self, user_id: UserId, send: Callable[[bytes], object]) -> None:
        self.flushed.append(self.time)
        self.flush()
        send(b"what waits")

    def deliver(self, *entries: Entry, to: UserId = BOB) -> None:
        for each in entries:
            self.store.log.written_elsewhere(each)
            self.unconfirmed.delivered(each.conversation_id, each.seq, each.seq, [to])

    def sweep(self, *, silence: float | None = SILENCE, after: float = 0) -> None:
        """One turn of the loop, in which Bob was silent for so long."""
        self.time += after
        self.bus.silent = {} if silence is None else {BOB: silence}
        turns = iter([None])

        def sleep(_: float) -> None:
            if next(turns, Over) is Over:
                raise Over

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "gevent", SimpleNamespace(sleep=sleep, spawn=gevent.spawn))
            for each in (module, unconfirmed):
                patch.setattr(each, "monotonic", lambda: self.time)
            with pytest.raises(Over):
                self.redelivery._sweep_forever()

    def seqs(self, chat: ConversationId = CHAT) -> list[int]:
        return [row.seq for row in self.rows if row.conversation_id == chat]

    def attempts(self) -> list[tuple[Any, ...]]:
        return [call[1:3] for call in self.store.queue.calls if call[0] == "attempted"]


def messages(count: int, **more: Any) -> list[Entry]:
    return [entry(f"c-{n}", **more) for n in range(count)]


def test_what_a_silent_user_did_not_confirm_is_queued() -> None:
    """A socket can be open and nobody behind it; the rows are for that user, with the entry's priority."""
    office = PostOffice()
    office.deliver(entry("1"), entry("2", priority="high"))
    office.sweep()

    assert [(row.user_id, row.seq, row.rank) for row in office.rows] == [(BOB, 1, 1), (BOB, 2, 0)]


@pytest.mark.parametrize("silence", [0, SILENCE - 0.1, None])
def test_nothing_is_queued_before_the_silence_is_over(silence: float | None) -> None:
    """Who was heard of a moment ago will confirm; who has no connection here was queued on leaving."""
    office = PostOffice()
    office.deliver(entry())
    office.sweep(silence=silence)

    assert office.rows == [] and office.flushed == []


def test_what_was_confirmed_is_neither_queued_nor_sent_again() -> None:
    """And costs no memory any more."""
    office = PostOffice()
    office.deliver(*messages(3))
    office.unconfirmed.confirmed(CHAT, BOB, Seq(3))
    office.sweep()

    assert office.rows == [] and office.flushed == [] and office.unconfirmed._waiting == {}


def test_only_what_is_beyond_the_receipt_is_queued() -> None:
    """By conversation: a receipt of one says nothing of another."""
    office = PostOffice()
    office.deliver(*messages(5), *messages(2, conversation_id=OTHER))
    office.unconfirmed.confirmed(CHAT, BOB, Seq(3))
    office.sweep()

    assert office.seqs() == [4, 5] and office.seqs(OTHER) == [1, 2]


def test_a_receipt_of_something_else_changes_nothing() -> None:
    """Of another user, another conversation, or from before."""
    office = PostOffice()
    office.store.log.written_elsewhere(entry("confirmed long ago"))
    office.deliver(*messages(2))
    office.unconfirmed.confirmed(CHAT, CID, Seq(3))
    office.unconfirmed.confirmed(OTHER, BOB, Seq(3))
    office.unconfirmed.confirmed(CHAT, BOB, Seq(1))
    office.sweep()

    assert office.seqs() == [2, 3]


def test_each_entry_is_queued_once_however_long_the_silence() -> None:
    """Later ones follow."""
    office = PostOffice()
    office.deliver(*messages(2))
    office.sweep()
    office.sweep()
    office.deliver(entry("later"))
    office.sweep()

    assert office.seqs() == [1, 2, 3]


def test_ones_own_and_hidden_entries_are_not_queued() -> None:
    """They lie between the others in the log, and are nobody's to wait for."""
    office = PostOffice()
    first = entry("1")
    office.deliver(first)
    office.store.log.written_elsewhere(entry("2", sender_id=BOB))
    office.store.log.written_elsewhere(entry("3", hidden_from=[BOB]))
    office.deliver(entry("4"))
    office.sweep()

    assert office.seqs() == [1, 4]


def test_what_is_not_theirs_to_see_is_not_queued() -> None:
    """A change of what was said before they came; and of a group that they have left, nothing."""
    office = PostOffice()
    came = Participant(user_id=BOB, role="member", joined_at=TIME, joined_seq=Seq(1))
    late = conversation(participants=(came,), rules=GroupRules(history="joined"))
    left = conversation((ADA,), id=OTHER)
    office.store.conversations.known |= {CHAT: late, OTHER: left}
    office.deliver(entry("1"), entry("2", kind="edit", target_seq=Seq(1)), entry("3"))
    office.deliver(entry("4", conversation_id=OTHER))
    office.sweep()

    assert office.seqs() == [3] and office.seqs(OTHER) == []


def test_the_rows_of_one_conversation_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest; `sync` brings the rest."""
    monkeypatch.setattr(module, "MAX_QUEUED", 3)
    office = PostOffice()
    office.deliver(*messages(5))
    office.sweep()

    assert office.seqs() == [3, 4, 5]


def test_who_leaves_has_everything_queued_at_once() -> None:
    """Nobody waits for the silence of a connection that is closed."""
    office = PostOffice()
    office.deliver(*messages(2))
    office.redelivery.left(BOB)
    gevent.sleep(0)

    assert office.seqs() == [1, 2] and office.unconfirmed._waiting == {}


def test_who_leaves_with_everything_confirmed_costs_nothing() -> None:
    """Most do."""
    office = PostOffice()
    office.redelivery.left(BOB)
    gevent.sleep(0)

    assert office.rows == []


def test_what_was_queued_in_the_silence_is_not_queued_again_on_leaving() -> None:
    """A dead socket is first silent and then gone."""
    office = PostOffice()
    office.deliver(*messages(2))
    office.sweep()
    office.deliver(entry("later"))
    office.redelivery.left(BOB)
    gevent.sleep(0)

    assert office.seqs() == [1, 2, 3]


def test_what_waits_is_sent_again_with_pauses_that_double() -> None:
    """To the user alone; the store keeps the number of attempts."""
    office = PostOffice()
    office.deliver(entry())
    for _ in range(80):
        office.sweep(after=1)
    pauses = [later - earlier for earlier, later in zip(office.flushed, office.flushed[1:], strict=False)]

    assert pauses == [FIRST_RETRY, 2 * FIRST_RETRY, 4 * FIRST_RETRY]
    assert office.attempts() == [(BOB, 1), (BOB, 2), (BOB, 3), (BOB, 4)]
    assert office.bus.delivered == [([BOB], b"what waits")] * 4


def test_a_pause_has_a_longest() -> None:
    """Ten minutes, however long nobody answers."""
    office = PostOffice()
    office.deliver(entry())
    for _ in range(20):
        office.sweep(after=LONGEST_PAUSE)

    assert len(office.flushed) == 20


def test_who_is_heard_of_again_is_not_sent_anything_twice() -> None:
    """The receipt is on its way."""
    office = PostOffice()
    office.deliver(entry())
    office.sweep()
    office.sweep(silence=0, after=FIRST_RETRY)

    assert len(office.flushed) == 1


def test_a_store_that_is_away_delays_the_queueing_and_the_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost, and the loop goes on."""
    office = PostOffice()
    office.deliver(entry())
    monkeypatch.setattr(office.store.log, "range", lambda *_: unavailable())
    office.flush = unavailable
    office.sweep()
    monkeypatch.undo()
    office.flush = lambda: None
    office.sweep(after=FIRST_RETRY)

    assert office.seqs() == [1] and len(office.flushed) == 2 and office.bus.delivered == [([BOB], b"what waits")]


def test_one_silent_user_is_no_reason_to_disturb_another() -> None:
    """Ada reads, Bob does not."""
    office = PostOffice()
    office.deliver(entry("1"))
    office.deliver(entry("2", sender_id=BOB), to=ADA)
    office.sweep()

    assert {row.user_id for row in office.rows} == {BOB}


def test_it_sweeps_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it was started."""
    monkeypatch.setattr(module, "SWEEP", 0)
    office = PostOffice()
    office.redelivery.start()
    office.bus.silent = {BOB: SILENCE}
    office.deliver(entry())

    assert office.bus.told.wait(5) and office.seqs() == [1]
    office.unconfirmed.confirmed(CHAT, BOB, Seq(1))
    monkeypatch.setattr(module, "SWEEP", 3_600)


def test_what_was_sent_out_of_order_is_remembered_whole() -> None:
    """A flush sends high priority first; the receipt for the others does not cover it."""
    office = PostOffice()
    first, second, urgent = (office.store.log.written_elsewhere(entry(name)) for name in "abc")
    for sent in (urgent, first, second):
        office.unconfirmed.delivered(sent.conversation_id, sent.seq, sent.seq, [BOB])
    office.unconfirmed.confirmed(CHAT, BOB, second.seq)
    office.sweep()

    assert office.seqs() == [urgent.seq]


def test_an_older_receipt_reopens_nothing() -> None:
    """It may come from another device."""
    office = PostOffice()
    entries = [office.store.log.written_elsewhere(entry(f"{n}")) for n in range(8)]
    for sent in entries[4:]:
        office.unconfirmed.delivered(sent.conversation_id, sent.seq, sent.seq, [BOB])
    office.unconfirmed.confirmed(CHAT, BOB, Seq(6))
    office.unconfirmed.confirmed(CHAT, BOB, Seq(2))
    office.sweep()

    assert office.seqs() == [7, 8]


def test_patience_has_no_end() -> None:
    """A client that pongs for weeks and never confirms does not break the sweep of all."""
    office = PostOffice()
    office.deliver(entry())
    office.unconfirmed._waiting[BOB].attempts = 5_000
    office.sweep(after=600)

    assert office.unconfirmed._waiting[BOB].attempts == 5_001


def test_a_mistake_with_one_user_does_not_end_the_sweep() -> None:
    """Whatever it is."""
    office = PostOffice()
    office.deliver(entry())
    office.flush = lambda: 1 // 0
    office.sweep()

    assert office.unconfirmed._waiting[BOB].attempts == 1
