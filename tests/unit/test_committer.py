"""Group commit: what is acknowledged stands once, in order and without a hole, whatever the store does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import gevent
import pytest
from gevent.event import Event

from chat_app.errors import ChatError, ClientIdReused, Unavailable
from chat_app.records import Entry
from chat_app.services import committer as module
from chat_app.services.committer import MAX_BATCH, Append, Committed, Committer
from chat_app.services.positions import Positions
from chat_app.types import ConnectionId, ConversationId, Seq
from tests.unit.factories import ADA, BOB, CHAT, TIME, conversation, entry
from tests.unit.memory import MemoryConversations, MemoryLog, unavailable

OTHER = ConversationId("e" * 24)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store of these tests is back as soon as it is asked again."""
    monkeypatch.setattr(module, "RETRY_PAUSE", 0)


@dataclass
class Desk:
    """A committer on a log in memory, and all that it told."""

    patience: float = 30.0
    log: MemoryLog = field(default_factory=MemoryLog)
    announced: list[Entry] = field(default_factory=list)
    outcomes: list[tuple[Entry, Committed | ChatError]] = field(default_factory=list)
    recovered: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.conversations = MemoryConversations()
        self.positions = Positions(self.conversations, self.log)
        self.positions.recovered.append(self.recovered.extend)
        self.committer = Committer(self.log, self.positions, self._announce, patience=self.patience)

    def _announce(self, committed: Committed) -> None:
        self.announced.append(committed.entry)

    def send(self, *entries: Entry) -> None:
        for each in entries:
            self.committer.submit(Append(each, conversation(), self._told(each)))

    def _told(self, sent: Entry) -> Callable[[Committed | ChatError], None]:
        return lambda outcome: self.outcomes.append((sent, outcome))

    def settled(self) -> list[Committed | ChatError]:
        assert self.committer.drain(5)
        return [outcome for _, outcome in self.outcomes]

    def seqs(self, chat: ConversationId = CHAT) -> list[int]:
        return [each.seq for each in self.log.logs[chat]]

    def contents(self) -> list[str | None]:
        return [each.content for each in self.log.logs[CHAT]]


def messages(count: int, **more: object) -> list[Entry]:
    return [entry(f"c-{n}", content=f"{n}", **more) for n in range(count)]


def test_an_entry_is_acknowledged_once_it_stands() -> None:
    """Promise 3: the ack follows the store's own, never goes before it."""
    desk, stored = Desk(), Event()
    desk.log.before = [lambda: bool(stored.wait(5))]
    desk.send(entry())
    gevent.sleep(0)

    assert desk.outcomes == []
    stored.set()
    [outcome] = desk.settled()
    assert isinstance(outcome, Committed) and outcome.entry.seq == 1 and not outcome.repeated


def test_the_members_are_told_before_the_sender() -> None:
    """`queued` or `sent` is known when the ack is made."""
    desk = Desk()
    desk.committer.submit(
        Append(entry(), conversation(), lambda outcome: desk.outcomes.append((desk.announced[0], outcome)))
    )

    assert len(desk.settled()) == 1


def test_what_arrives_during_a_write_goes_into_the_next_one() -> None:
    """One batch at a time, and no timer."""
    desk, stored = Desk(), Event()
    desk.log.before = [lambda: bool(stored.wait(5))]
    desk.send(entry("first"))
    gevent.sleep(0)
    desk.send(*messages(50))
    stored.set()
    desk.settled()

    assert desk.log.batches == [1, 50]


def test_a_batch_is_bounded() -> None:
    """So that one write stays short, however many wait."""
    desk = Desk()
    desk.send(*messages(2 * MAX_BATCH + 1))
    desk.settled()

    assert desk.log.batches == [MAX_BATCH, MAX_BATCH, 1]


def test_many_greenlets_and_conversations_leave_no_hole() -> None:
    """Seqs are 1, 2, 3, … in each conversation, whoever writes at once."""
    desk = Desk()
    chats = [ConversationId(f"{n:024x}") for n in range(20)]

    def write(writer: int) -> None:
        for n in range(20):
            desk.committer.append(entry(f"{writer}-{n}", conversation_id=chats[(writer + n) % 20]), conversation())

    writers = [gevent.spawn(write, writer) for writer in range(20)]
    gevent.joinall(writers, raise_error=True, timeout=5)

    assert all(desk.seqs(chat) == list(range(1, 21)) for chat in chats)


def test_a_writer_sees_its_own_order() -> None:
    """What one connection sent first stands first."""
    desk = Desk()
    desk.log.before = [unavailable, lambda: None, unavailable]
    desk.send(*messages(2 * MAX_BATCH))
    desk.settled()

    assert desk.contents() == [f"{n}" for n in range(2 * MAX_BATCH)]


def test_ordinals_count_the_messages_that_anyone_may_see() -> None:
    """Changes, system entries and what is hidden add nothing to the unread."""
    desk = Desk()
    desk.send(
        entry("1"),
        entry("2", kind="reaction"),
        entry("3", hidden_from=[BOB]),
        entry("4", kind="system"),
        entry("5", kind="file"),
    )
    desk.settled()

    assert [each.ordinal for each in desk.log.logs[CHAT]] == [1, 1, 1, 1, 2]


def test_numbering_goes_on_where_the_log_ended_before() -> None:
    """A restarted process reads the end of the log, not its own memory."""
    desk = Desk()
    for each in messages(3):
        desk.log.written_elsewhere(each)
    desk.send(entry("next"))
    desk.settled()

    assert (desk.seqs(), desk.log.logs[CHAT][-1].ordinal) == ([1, 2, 3, 4], 4)


def test_a_repeat_is_answered_with_what_stands() -> None:
    """Promise 3: an unacknowledged send may be repeated freely."""
    desk = Desk()
    first = desk.committer.append(entry(), conversation())
    again = desk.committer.append(entry(), conversation())

    assert again.repeated and (again.entry.message_id, again.entry.seq) == (first.entry.message_id, 1)
    assert desk.seqs() == [1]


def test_a_repeat_is_announced_again() -> None:
    """The first try may have died between the write and the telling; clients drop doubles."""
    desk = Desk()
    desk.log.written_elsewhere(entry())
    desk.send(entry())
    desk.settled()

    assert [each.seq for each in desk.announced] == [1]


def test_another_content_under_the_same_name_is_refused() -> None:
    """`client_id_reused`: the first one stands, and the client has a bug."""
    desk = Desk()
    desk.committer.append(entry(content="one"), conversation())

    with pytest.raises(ClientIdReused):
        desk.committer.append(entry(content="two"), conversation())
    assert desk.contents() == ["one"]


@pytest.mark.parametrize("changed", [{"edited_at": TIME}, {"deleted_at": TIME, "content": None}])
def test_a_repeat_of_what_was_changed_since_is_still_a_repeat(changed: dict[str, object]) -> None:
    """The stored content is not the sent one any more, so it can't be held against it."""
    desk = Desk()
    standing = entry(**({"content": "edited"} | changed))
    desk.log.written_elsewhere(standing)

    assert desk.committer.append(entry(), conversation()).repeated


def test_doubles_in_one_batch_are_one_entry() -> None:
    """Two tabs, or a client in a hurry: both are acknowledged with the same seq."""
    desk = Desk()
    desk.send(entry(), entry(), entry("other"))
    outcomes = desk.settled()

    assert [outcome.entry.seq for outcome in outcomes if isinstance(outcome, Committed)] == [1, 1, 2]
    assert desk.seqs() == [1, 2]


def test_a_double_of_other_content_in_one_batch_is_refused() -> None:
    """As it would be in two."""
    desk = Desk()
    desk.send(entry(content="one"), entry(content="two"))
    one, two = desk.settled()

    assert isinstance(one, Committed) and isinstance(two, ClientIdReused)


@pytest.mark.parametrize("changed", [{"edited_at": TIME}, {"deleted_at": TIME, "content": None}])
def test_doubles_in_one_batch_of_what_was_changed_since_are_all_repeats(changed: dict[str, object]) -> None:
    """The second is held against what stands, not against the first."""
    desk = Desk()
    desk.log.written_elsewhere(entry(**({"content": "edited"} | changed)))
    desk.send(entry(), entry())

    assert [isinstance(outcome, Committed) and outcome.repeated for outcome in desk.settled()] == [True, True]


def test_a_repeat_behind_a_refused_one_in_one_batch_is_a_repeat() -> None:
    """Each gets its own verdict."""
    desk = Desk()
    desk.log.written_elsewhere(entry(content="one"))
    desk.send(*[entry(content=content) for content in ("two", "one", "three")])
    outcomes = desk.settled()

    assert [type(outcome) for outcome in outcomes] == [ClientIdReused, Committed, ClientIdReused]


def test_a_seq_that_another_writer_took_is_not_taken_twice() -> None:
    """The unique index refuses it; the rest of the batch moves up."""
    desk = Desk()
    desk.committer.append(entry("ours"), conversation())
    desk.log.written_elsewhere(entry("theirs", sender_id=BOB, content="theirs"))
    desk.send(*messages(3))
    desk.settled()

    assert desk.contents() == ["hello", "theirs", "0", "1", "2"]
    assert [each.ordinal for each in desk.log.logs[CHAT]] == [1, 2, 3, 4, 5]


def test_a_conflict_in_one_conversation_does_not_disturb_another() -> None:
    """What stood before the conflict is acknowledged, what follows goes on."""
    desk = Desk()
    desk.committer.append(entry("ours"), conversation())
    desk.log.written_elsewhere(entry("theirs", sender_id=BOB))
    desk.send(entry("a", conversation_id=OTHER), entry("b"), entry("c", conversation_id=OTHER))
    outcomes = desk.settled()

    assert all(isinstance(outcome, Committed) for outcome in outcomes)
    assert (desk.seqs(), desk.seqs(OTHER)) == ([1, 2, 3], [1, 2])


def test_a_writer_that_always_loses_is_told_so() -> None:
    """After MAX_CONFLICTS tries; the committer goes on with the others."""
    desk = Desk()
    rivals = iter(range(1_000))

    def rival() -> None:
        desk.log.written_elsewhere(entry(f"rival-{next(rivals)}", sender_id=BOB))

    desk.log.before = [rival] * (module.MAX_CONFLICTS + 1)
    desk.send(entry("unlucky"), entry("a", conversation_id=OTHER))
    unlucky, other = desk.settled()

    assert isinstance(unlucky, Unavailable) and isinstance(other, Committed)


def lost_answer(desk: Desk) -> None:
    """The write lands, and its acknowledgement gets lost."""
    desk.log.after = [unavailable]


def lost_write(desk: Desk) -> None:
    """The write never lands."""
    desk.log.before = [unavailable]


def half_a_write(desk: Desk) -> None:
    """The store dies in the middle of a batch: ordered inserts leave a prefix."""
    whole = desk.log._append

    def half(entries: list[Entry]) -> object:
        desk.log._append = whole  # type: ignore[method-assign]
        whole(entries[: len(entries) // 2])
        raise Unavailable

    desk.log._append = half  # type: ignore[method-assign,assignment]


def write_and_rival(desk: Desk) -> None:
    """The answer gets lost, and another node writes before we look again."""

    def lost() -> None:
        desk.log.written_elsewhere(entry("rival", sender_id=BOB, content="rival"))
        raise Unavailable

    desk.log.after = [lost]


@pytest.mark.parametrize("trouble", [lost_answer, lost_write, half_a_write, write_and_rival])
def test_a_write_of_unknown_outcome_heals(trouble: Callable[[Desk], None]) -> None:
    """Promise 2: no hole, no double and the same order, whether it stood or not."""
    desk = Desk()
    trouble(desk)
    desk.send(*messages(9))
    outcomes = desk.settled()
    ours = [content for content in desk.contents() if content != "rival"]

    assert all(isinstance(outcome, Committed) for outcome in outcomes)
    assert ours == [f"{n}" for n in range(9)]
    assert [each.seq for each in desk.announced] == sorted(each.seq for each in desk.announced)


def test_an_entry_whose_answer_got_lost_is_recovered_for_upkeep() -> None:
    """It is answered as a repeat, for which nobody moves a cursor; so the look at the log must find it."""
    desk = Desk()
    lost_answer(desk)
    desk.send(entry())
    desk.settled()

    assert [each.seq for each in desk.recovered] == [1]


def test_what_waits_meanwhile_comes_after_what_is_tried_again() -> None:
    """A store that is away for a moment does not turn a conversation round."""
    desk, away = Desk(), Event()
    desk.log.before = [lambda: bool(away.wait(5)) and unavailable()]
    desk.send(*messages(3))
    gevent.sleep(0)
    desk.send(entry("later", content="later"))
    away.set()
    desk.settled()

    assert desk.contents() == ["0", "1", "2", "later"]


def test_patience_ends_in_unavailable() -> None:
    """The sender is told, and may send again."""
    desk = Desk(patience=0)
    desk.log.before = [unavailable]

    with pytest.raises(Unavailable) as refused:
        desk.committer.append(entry(), conversation())
    assert refused.value.retry_after
    assert desk.committer.append(entry(), conversation()).entry.seq == 1


def test_a_mistake_of_ours_does_not_end_the_committer() -> None:
    """Everybody waits for the one."""
    desk = Desk(patience=0)
    desk.log.before = [lambda: 1 // 0, lambda: 1 // 0]

    with pytest.raises(ChatError, match="Something went wrong"):
        desk.committer.append(entry(), conversation())
    assert desk.committer.append(entry("next"), conversation()).entry.seq == 1


@pytest.mark.parametrize("place", [0, 4, 8])
def test_an_entry_that_the_store_never_takes_fails_alone(place: int) -> None:
    """`internal` for its sender; the rest of its batch stands, in order and without a hole."""
    desk, append = Desk(), MemoryLog._append

    def poisoned(entries: list[Entry]) -> object:
        names = [each.client_id for each in entries]
        appended = append(desk.log, entries[: names.index("poison")] if "poison" in names else entries)
        if "poison" in names:
            raise ValueError
        return appended

    desk.log._append = poisoned  # type: ignore[method-assign,assignment]
    batch = messages(8)
    batch.insert(place, entry("poison"))
    desk.send(*batch)
    desk.settled()
    failed = [(sent.client_id, outcome.code) for sent, outcome in desk.outcomes if isinstance(outcome, ChatError)]

    assert failed == [("poison", "internal")] and len(desk.outcomes) == 9
    assert desk.contents() == [f"{n}" for n in range(8)] and desk.seqs() == list(range(1, 9))


def test_an_entry_that_could_not_be_announced_is_acknowledged() -> None:
    """It stands; its sender must not wait for ever because telling the others failed."""
    desk = Desk()
    committer = Committer(desk.log, desk.positions, lambda _: 1 // 0, patience=1)
    with gevent.Timeout(5):
        committed = committer.append(entry(), conversation())

    assert committed.entry.seq == 1 and committer.drain(5)


def test_one_who_cannot_be_told_does_not_keep_the_others_waiting() -> None:
    """A connection that broke in a strange way is alone with it."""
    desk = Desk()
    desk.committer.submit(Append(entry("strange"), conversation(), lambda _: 1 // 0))
    desk.send(entry("next"))

    assert [type(outcome) for outcome in desk.settled()] == [Committed]


def test_too_much_waiting_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded while the store is away."""
    monkeypatch.setattr(module, "MAX_PENDING", 2)
    desk = Desk()
    desk.send(*messages(2))

    with pytest.raises(Unavailable):
        desk.send(entry("third"))
    assert len(desk.settled()) == 2


def test_drain_waits_for_what_was_accepted() -> None:
    """Stopping loses nothing that can still be written, and takes no longer than allowed."""
    desk, stored = Desk(), Event()
    desk.log.before = [lambda: bool(stored.wait(5))]
    desk.send(entry())

    assert not desk.committer.drain(0.001)
    stored.set()
    assert desk.committer.drain(5) and len(desk.outcomes) == 1


def test_an_idle_committer_is_drained() -> None:
    """Also one that never had anything to do."""
    assert Desk().committer.drain(0)


def test_the_origin_goes_along() -> None:
    """The sending connection is told by its ack alone."""
    desk, told = Desk(), []
    committer = Committer(desk.log, desk.positions, told.append, patience=1)
    committer.submit(Append(entry(), conversation(), lambda _: None, ConnectionId("x")))
    committer.drain(5)

    assert [committed.origin for committed in told] == ["x"]


def test_an_answer_tells_the_seq_that_stands_and_not_the_one_tried() -> None:
    """A repeat was numbered anew before the log refused it."""
    desk = Desk()
    desk.log.written_elsewhere(entry("first", sender_id=ADA))
    desk.log.written_elsewhere(entry("second", sender_id=BOB))

    assert desk.committer.append(entry("first"), conversation()).entry.seq == Seq(1)


def test_order_survives_a_poison_batch_and_a_store_that_stumbles(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given back one by one is given back in order."""
    monkeypatch.setattr(module, "RETRY_PAUSE", 0)
    desk = Desk()
    desk.log.before = [lambda: 1 // 0, unavailable, unavailable]
    desk.send(*messages(3))
    desk.settled()

    assert desk.contents() == ["0", "1", "2"]
