"""What follows a commit is written together, never moves back, and survives a store that is away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any, cast

import gevent
import pytest
from gevent.event import Event
from hypothesis import given
from hypothesis import strategies as st

from chat_app.errors import Unavailable
from chat_app.records import Cursor, Entry, Position, QueueRow
from chat_app.services import upkeep as module
from chat_app.services.changes import apply_changes
from chat_app.services.positions import Positions
from chat_app.services.upkeep import Moved, Upkeep
from chat_app.store.interfaces import Store
from chat_app.types import ConversationId, Seq, UserId
from tests.unit.factories import ADA, BOB, CHAT, CID, TIME, entry
from tests.unit.memory import MemoryStore, unavailable

OTHER = ConversationId("e" * 24)


@dataclass
class Office:
    """Upkeep on a store in memory, written by hand: `settle` and `flush` are the tick."""

    store: MemoryStore = field(default_factory=MemoryStore)
    told: list[Moved] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.positions = Positions(self.store.conversations, self.store.log)
        self.upkeep = Upkeep(self.store, self.positions)
        self.upkeep.moved.append(self.told.append)
        self.upkeep._started = True  # no greenlet of its own: these tests are the clock

    def append(self, *entries: Entry) -> list[Entry]:
        for each in entries:
            self.upkeep.appended(self.store.log.written_elsewhere(each))
        return list(entries)

    @property
    def calls(self) -> list[str]:
        return [call[0] for call in self.store.conversations.calls]

    def cursor(self, user_id: UserId, chat: ConversationId = CHAT) -> Cursor:
        return self.store.conversations.stored[chat][user_id]

    def advanced(self) -> list[tuple[Any, ...]]:
        return [call[1:] for call in self.store.conversations.calls if call[0] == "advance"]


@pytest.fixture
def office() -> Iterator[Office]:
    """Nothing may be left undone by a test but on purpose."""
    office = Office()
    yield office
    office.upkeep.flush()


def row(user_id: UserId, seq: int) -> QueueRow:
    return QueueRow(user_id, CHAT, Seq(seq), 1, TIME)


def test_sending_moves_ones_own_cursors(office: Office) -> None:
    """Nobody has their own messages unread."""
    office.append(entry("1"), entry("2"))
    office.upkeep.settle()

    assert office.cursor(ADA) == Cursor(Seq(2), Seq(2), 2)


def test_a_tick_is_one_write_however_much_came(office: Office) -> None:
    """A busy conversation costs no more than a quiet one."""
    office.append(*[entry(f"{n}") for n in range(100)])
    for seq in range(1, 100):
        office.upkeep.confirmed(CHAT, BOB, Seq(seq), Seq(seq))
    office.upkeep.settle()

    [(cursors, ends, _)] = office.advanced()
    assert {user: cursor.read_seq for user, cursor in cursors[CHAT].items()} == {ADA: 100, BOB: 99}
    assert ends[CHAT].position == Position(Seq(100), 100)


def test_nothing_to_do_writes_nothing(office: Office) -> None:
    """An idle server leaves the store alone."""
    office.upkeep.settle()

    assert office.calls == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), min_size=1, max_size=20))
def test_a_cursor_never_moves_back(receipts: list[tuple[int, int, bool]]) -> None:
    """Whatever order receipts come in, and however they fall into ticks: the highest wins."""
    office = Office()
    office.append(*[entry(f"{n}", sender_id=CID) for n in range(30)])
    before = Cursor()
    for delivered, read, tick in receipts:
        office.upkeep.confirmed(CHAT, BOB, Seq(delivered), Seq(read))
        if tick:
            office.upkeep.settle()
    office.upkeep.settle()
    for cursors, _, _ in office.advanced():
        cursor = cursors.get(CHAT, {}).get(BOB, before)
        before = Cursor(
            max(before.delivered_seq, cursor.delivered_seq), max(before.read_seq, cursor.read_seq), cursor.read_ordinal
        )

    assert before.read_seq == max(read for _, read, _ in receipts)
    assert before.delivered_seq == max(max(delivered, read) for delivered, read, _ in receipts)


def test_what_is_read_was_delivered(office: Office) -> None:
    """A client may confirm only the reading."""
    office.append(entry(sender_id=CID))
    office.upkeep.confirmed(CHAT, BOB, Seq(0), Seq(1))
    office.upkeep.settle()

    assert office.cursor(BOB).delivered_seq == 1


def test_a_read_cursor_carries_the_ordinal_at_its_seq(office: Office) -> None:
    """So that unread is a subtraction: changes between the messages do not count."""
    target, _, _ = office.append(
        entry("1", sender_id=CID), entry("2", sender_id=CID, kind="reaction"), entry("3", sender_id=CID)
    )
    office.upkeep.confirmed(CHAT, BOB, Seq(2), Seq(2))
    office.upkeep.settle()

    assert office.cursor(BOB) == Cursor(Seq(2), Seq(2), target.ordinal)


def test_a_receipt_of_delivery_alone_reads_nothing(office: Office) -> None:
    """And needs no look at the log."""
    office.append(entry(sender_id=CID))
    office.upkeep.confirmed(CHAT, BOB, Seq(1), Seq(0))
    office.upkeep.settle()

    assert office.cursor(BOB) == Cursor(Seq(1), Seq(0), 0)


def test_a_receipt_is_told_once_it_is_stored(office: Office) -> None:
    """Nobody ever sees a cursor that a crash would take back."""
    office.append(entry(sender_id=CID))
    office.upkeep.confirmed(CHAT, BOB, Seq(1), Seq(1))

    assert office.told == []
    office.upkeep.settle()
    assert office.told == [{CHAT: {BOB: Cursor(Seq(1), Seq(1), 1)}}]


def test_a_receipt_is_told_as_the_store_has_it(office: Office) -> None:
    """Another node may have moved the cursor further."""
    office.append(entry(sender_id=CID))
    further = Cursor(Seq(9), Seq(9), 9)
    office.upkeep.confirmed(CHAT, BOB, Seq(1), Seq(1))
    office.store.queue.before = [lambda: office.store.conversations.stored[CHAT].update({BOB: further})]
    office.upkeep.settle()

    assert office.told == [{CHAT: {BOB: further}}]


def test_ones_own_sending_is_no_receipt(office: Office) -> None:
    """The others see the entry itself."""
    office.append(entry())
    office.upkeep.settle()

    assert office.told == []


def test_rows_are_written_before_receipts_remove_them(office: Office) -> None:
    """A receipt of the same tick may cover a row, which would stay for ever otherwise."""
    office.append(entry())
    office.upkeep.queue([row(BOB, 1)])
    office.upkeep.confirmed(CHAT, BOB, Seq(1), Seq(0))
    office.upkeep.settle()

    assert office.calls == ["add", "advance", "confirm"]


def test_a_page_does_not_wait_for_the_rows_of_others(office: Office) -> None:
    """A page shows nothing of the queue, of which much may wait to be written."""
    office.upkeep.queue([row(CID, 1)])
    office.upkeep.settle()
    assert office.store.queue.calls == []

    office.upkeep.flush()
    assert ("add", [1]) in office.store.queue.calls


def test_only_who_has_rows_costs_a_look_at_the_queue(office: Office) -> None:
    """Most users are connected and have none."""
    office.upkeep.has_rows(CID, any_rows=True)
    office.upkeep.has_rows(CID, any_rows=False)
    office.upkeep.queue([row(BOB, 1)])
    office.upkeep.confirmed(CHAT, BOB, Seq(1), Seq(0))
    office.upkeep.confirmed(CHAT, CID, Seq(1), Seq(0))
    office.upkeep.settle()

    assert office.store.conversations.calls[-1] == ("confirm", {CHAT: {BOB: Cursor(Seq(1), Seq(0), 0)}})


def test_mentions_are_noted_by_member(office: Office) -> None:
    """As seqs, so that what is read stops counting by itself."""
    office.append(entry("1", mentions=[BOB]), entry("2"), entry("3", mentions=[BOB, CID]))
    office.upkeep.settle()

    [(_, _, mentions)] = office.advanced()
    assert mentions == {CHAT: {BOB: [1, 3], CID: [3]}}


def test_the_last_entry_shown_is_a_message(office: Office) -> None:
    """A list of conversations shows what was said, though a reaction came after it."""
    said, _ = office.append(entry("1"), entry("2", kind="reaction"))
    office.upkeep.settle()

    end = office.store.conversations.ends[CHAT]
    assert end.position.seq == 2 and end.entry is not None and end.entry.message_id == said.message_id


@pytest.mark.parametrize(
    ("kind", "more", "effect"),
    [
        ("edit", {"content": "better"}, "edit {} better"),
        ("delete", {}, "redact {}"),
        ("reaction", {"data": {"emoji": "👍", "on": True}}, f"react {{}} 👍 {ADA} True"),
    ],
)
def test_a_change_shows_at_its_target(office: Office, kind: Any, more: dict[str, Any], effect: str) -> None:
    """Before the stored end moves on: after a crash it is looked at again."""
    [target] = office.append(entry("t"))
    office.append(entry("change", kind=kind, target_id=target.message_id, **more))
    office.upkeep.settle()

    assert office.store.log.effects == [effect.format(target.message_id)]
    assert office.calls.index("amend_last") < office.calls.index("advance")


def test_changes_are_applied_in_the_order_of_the_log(office: Office) -> None:
    """The last edit wins."""
    [target] = office.append(entry("t"))
    office.append(*[entry(f"{n}", kind="edit", content=f"{n}", target_id=target.message_id) for n in range(3)])
    office.upkeep.settle()

    assert [effect[-1] for effect in office.store.log.effects] == ["0", "1", "2"]


def test_a_page_waits_for_the_changes_of_its_conversation_alone(office: Office) -> None:
    """Others' edits do not make everybody's reading slow."""
    [target] = office.append(entry("t"))
    office.append(entry("change", kind="edit", target_id=target.message_id))
    office.upkeep.settle_changes(OTHER)

    assert office.store.log.effects == []
    office.upkeep.settle_changes(CHAT)
    assert len(office.store.log.effects) == 1


def test_a_page_waits_for_an_edit_that_is_just_being_applied(office: Office) -> None:
    """Between the tick's beginning and its end the edit is pending nowhere, and shows nowhere yet."""
    [target] = office.append(entry("t"))
    office.append(entry("change", kind="edit", target_id=target.message_id))
    applied, edit = Event(), office.store.log.edit
    office.store.log.edit = lambda *change: applied.wait(5) and edit(*change)  # type: ignore[method-assign]
    writing = gevent.spawn(office.upkeep.settle)
    gevent.sleep(0)
    reading, elsewhere = [gevent.spawn(office.upkeep.settle_changes, chat) for chat in (CHAT, OTHER)]
    gevent.sleep(0)

    assert elsewhere.ready() and not reading.ready()
    applied.set()
    gevent.joinall([writing, reading], raise_error=True, timeout=5)
    assert len(office.store.log.effects) == 1


def test_an_edit_that_could_not_be_applied_is_still_waited_for(office: Office) -> None:
    """It stands, so the next page must show it."""
    [target] = office.append(entry("t"))
    office.append(entry("change", kind="edit", target_id=target.message_id))
    office.store.conversations.before = [unavailable, unavailable]
    for _ in range(2):
        with pytest.raises(Unavailable):
            office.upkeep.settle_changes(CHAT)
    office.upkeep.settle_changes(CHAT)

    assert office.calls.count("advance") == 1


def mistake(*_: object, **__: object) -> None:
    """A bug of ours, or a record that the store will never take."""
    raise ValueError


def test_one_change_that_never_succeeds_takes_no_other_upkeep_along(office: Office) -> None:
    """The changes beside it show, and everybody's cursors move."""
    [target] = office.append(entry("t"))
    reaction = {"target_id": target.message_id, "data": {"emoji": "👍", "on": True}}
    office.append(entry("poison", kind="reaction", **reaction), entry("good", kind="edit", target_id=target.message_id))
    office.append(entry("o", conversation_id=OTHER))
    office.store.log.react = mistake  # type: ignore[method-assign]
    office.upkeep.confirmed(OTHER, BOB, Seq(1), Seq(1))
    office.upkeep.settle()

    assert len(office.store.log.effects) == 1
    assert office.cursor(BOB, OTHER).read_seq == 1 and office.told[0].keys() == {OTHER}


@pytest.mark.parametrize("part", ["queue.add", "conversations.advance", "users.saw", "queue.confirm"])
def test_one_step_that_never_succeeds_does_not_hold_the_others_up(office: Office, part: str) -> None:
    """What can be written is, and nothing is tried for ever."""
    office.append(entry())
    office.upkeep.queue([row(BOB, 1)])
    office.upkeep.confirmed(CHAT, BOB, Seq(1), Seq(1))
    office.upkeep.saw(ADA, TIME)
    owner, _, method = part.partition(".")
    setattr(getattr(office.store, owner), method, mistake)
    office.upkeep.settle()
    steps = {"add", "advance", "confirm"} - {method}

    assert steps <= set(office.calls) and len(office.told) == 1 and not office.upkeep._tick
    assert office.store.users.seen == ([] if method == "saw" else [ADA])


def test_a_receipt_whose_telling_failed_is_told_later(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is stored, so the others would never learn of it otherwise."""
    office.append(entry(sender_id=CID))
    office.upkeep.confirmed(CHAT, BOB, Seq(1), Seq(1))
    monkeypatch.setattr(office.store.conversations, "cursors", lambda _: unavailable())
    with pytest.raises(Unavailable):
        office.upkeep.settle()

    assert office.told == []
    monkeypatch.undo()
    office.upkeep.settle()
    assert office.told == [{CHAT: {BOB: Cursor(Seq(1), Seq(1), 1)}}]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_end_is_the_same_in_whatever_order_entries_are_noted(office: Office, order: tuple[int, ...]) -> None:
    """What a look at the log recovers may come after what was sent since."""
    kinds: list[Any] = ["text", "text", "delete", "reaction"]
    noted = [office.store.log.written_elsewhere(entry(f"{n}", kind=kind)) for n, kind in enumerate(kinds)]
    for place in order:
        office.upkeep.appended(noted[place])
    office.upkeep.settle()

    end = office.store.conversations.ends[CHAT]
    assert end.position == Position(Seq(4), 2)
    assert end.entry is not None and end.entry.message_id == noted[1].message_id


@pytest.mark.parametrize("part", ["conversations", "queue"])
def test_what_the_store_did_not_take_stays_pending(office: Office, part: str) -> None:
    """Nothing is lost while it is away, and what came meanwhile is put on top."""
    [target] = office.append(entry("1", mentions=[BOB]))
    office.append(entry("2", kind="edit", content="x", target_id=target.message_id))
    office.upkeep.queue([row(CID, 1)])
    office.upkeep.confirmed(CHAT, BOB, Seq(1), Seq(1))
    getattr(office.store, part).before = [unavailable]
    with pytest.raises(Unavailable):
        office.upkeep.settle()
    office.append(entry("3"))
    office.upkeep.queue([row(CID, 3)])
    office.upkeep.confirmed(CHAT, BOB, Seq(3), Seq(2))
    office.upkeep.settle()

    cursors, ends, mentions = office.advanced()[-1]
    assert cursors[CHAT] == {ADA: Cursor(Seq(3), Seq(3), 2), BOB: Cursor(Seq(3), Seq(2), 1)}
    assert (ends[CHAT].position.seq, mentions[CHAT][BOB][-1]) == (3, 1)
    assert [call[1] for call in office.store.conversations.calls if call[0] == "add"][-1] == [1, 3]
    assert office.told == [{CHAT: {BOB: Cursor(Seq(3), Seq(2), 1)}}]


def test_changes_keep_their_order_through_a_failed_write(office: Office) -> None:
    """The older edit does not come back above the newer one."""
    [target] = office.append(entry("t"))
    office.append(entry("1", kind="edit", content="older", target_id=target.message_id))

    def edited_again_and_failed() -> None:
        office.append(entry("2", kind="edit", content="newer", target_id=target.message_id))
        raise Unavailable

    office.store.conversations.before = [edited_again_and_failed]
    with pytest.raises(Unavailable):
        office.upkeep.settle()
    office.upkeep.settle()

    assert [effect.split()[-1] for effect in office.store.log.effects][-2:] == ["older", "newer"]


def test_what_came_during_a_failed_write_is_not_put_back_by_it(office: Office) -> None:
    """The older tick returns below the newer one."""
    office.append(*[entry(f"{n}", sender_id=CID) for n in range(3)])
    office.upkeep.confirmed(CHAT, BOB, Seq(1), Seq(1))

    def moved_and_failed() -> None:
        office.upkeep.confirmed(CHAT, BOB, Seq(3), Seq(3))
        raise Unavailable

    office.store.conversations.before = [moved_and_failed]
    with pytest.raises(Unavailable):
        office.upkeep.settle()
    office.upkeep.settle()

    assert office.cursor(BOB).read_seq == 3


def test_settling_waits_for_a_write_under_way(office: Office) -> None:
    """A read that follows sees it."""
    office.append(entry())
    stored = Event()
    office.store.conversations.before = [lambda: bool(stored.wait(5))]
    writing = gevent.spawn(office.upkeep.settle)
    reading = gevent.spawn(office.upkeep.settle)
    gevent.sleep(0)

    assert not reading.ready()
    stored.set()
    gevent.joinall([writing, reading], raise_error=True, timeout=5)
    assert office.cursor(ADA).read_seq == 1


def test_it_writes_by_itself_and_comes_back_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to ask for it."""
    monkeypatch.setattr(module, "TICK", 0)
    monkeypatch.setattr(module, "RETRY_PAUSE", 0)
    office, told = Office(), Event()
    upkeep = Upkeep(office.store, office.positions)
    upkeep.moved.append(lambda _: told.set())
    office.store.conversations.before = [unavailable, unavailable]
    office.store.log.written_elsewhere(entry())
    upkeep.confirmed(CHAT, BOB, Seq(1), Seq(1))

    assert told.wait(5) and office.cursor(BOB).read_seq == 1


def test_a_slow_write_does_not_keep_the_next_one_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pause grows with its length, but a store that stood still for a minute is not left alone for nine."""
    monkeypatch.setattr(module, "SHARE", 10**9)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.01)
    office, told = Office(), Event()
    upkeep = Upkeep(office.store, office.positions)
    upkeep.moved.append(lambda _: told.set())
    for name in ("1", "2"):
        office.store.log.written_elsewhere(entry(name))
    for seq in (1, 2):
        told.clear()
        upkeep.confirmed(CHAT, BOB, Seq(seq), Seq(seq))
        assert told.wait(5), seq


def test_when_users_were_last_seen_is_written_together(office: Office) -> None:
    """A deploy's thousand goodbyes are one write."""
    office.upkeep.saw(ADA, TIME)
    office.upkeep.saw(BOB, TIME)
    office.upkeep.settle()

    assert office.store.users.seen == [ADA, BOB]


def test_what_another_node_left_undone_is_shown_before_a_page_is_read(office: Office) -> None:
    """It may have died between the log and the effect, and others have moved the stored end on since."""
    office.positions.alone = False
    office.store.log.written_elsewhere(entry("1", kind="edit", target_id="old", content="better"))
    office.append(entry("2"))
    office.upkeep.settle()
    assert office.store.log.effects == []

    office.upkeep.settle_changes(CHAT)
    office.upkeep.settle_changes(CHAT)
    assert office.store.log.effects == ["edit old better"], "once"


def test_what_another_node_left_undone_is_done_once_for_all_who_read_meanwhile(office: Office) -> None:
    """After a loss all members sync at once; a change that came in since then is not missed either."""
    office.positions.alone = False
    log, go_on = office.store.log, Event()
    log.written_elsewhere(entry("1", kind="edit", target_id="old", content="better"))
    asked, unapplied = [], log.unapplied

    def slowly(conversation_id: ConversationId | None = None) -> list[Entry]:
        asked.append(conversation_id)
        found = unapplied(conversation_id)
        go_on.wait(5)
        return found

    log.unapplied = slowly  # type: ignore[method-assign]
    reading = [gevent.spawn(office.upkeep.settle_changes, CHAT) for _ in range(20)]
    gevent.sleep(0)
    log.written_elsewhere(entry("2", kind="edit", target_id="old", content="best"))
    reading += [gevent.spawn(office.upkeep.settle_changes, CHAT) for _ in range(20)]
    gevent.sleep(0)
    go_on.set()
    gevent.joinall(reading, raise_error=True, timeout=5)

    assert asked == [CHAT, CHAT]
    assert log.effects[-1] == "edit old best"


def test_a_reaction_that_was_taken_back_does_not_come_back_with_a_slow_node(office: Office) -> None:
    """One that read it as undone, and wrote it after another node had shown what came later."""
    office.positions.alone = False
    log = office.store.log
    liked = log.written_elsewhere(entry("1", kind="reaction", target_id="t", data={"emoji": "👍", "on": True}))
    undone = log.unapplied(CHAT)
    back = log.written_elsewhere(entry("2", kind="reaction", target_id="t", data={"emoji": "👍", "on": False}))
    log.written_elsewhere(entry("3", kind="reaction", target_id="t", data={"emoji": "🌷", "on": True}))
    apply_changes(cast(Store, office.store), [liked, back], alone=True)

    apply_changes(cast(Store, office.store), undone, alone=False)
    assert log.effects[2:] == [f"react t 👍 {ADA} True", f"react t 👍 {ADA} False"]
