"""A group whose members see the log from their joining on: what lies before reaches them in no way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chat_app.errors import NotFound
from chat_app.protocol.conversations import conversation_fields
from chat_app.records import Cursor, Entry
from chat_app.services.conversations import Conversations
from chat_app.types import ConversationId, MessageId, Seq, UserId
from tests.unit.factories import ADA, BOB, CID
from tests.unit.house import DAN, House, told


def late(history: str = "joined") -> tuple[House, ConversationId, Entry, int]:
    """Ada and Bob spoke before Dan came; the last seq before he did."""
    house = House()
    chat = house.group(ADA, BOB)
    house.services.groups.change(chat, ADA, history=history)
    old = house.say(chat, "old")
    end = old.seq
    house.services.groups.invite(chat, ADA, [DAN])
    return house, chat, old, end


def seqs(house: House, chat: ConversationId, reader: UserId = DAN, **where: int) -> list[int]:
    page = house.services.history.page(reader, chat, **{"limit": 50} | where)
    return [entry.seq for entry in page.items]


def synced(house: House, chat: ConversationId, cursor: int, reader: UserId = DAN) -> list[tuple[str, int, list[int]]]:
    frames: list[bytes] = []
    house.services.history.sync(reader, {chat: Seq(cursor)}, frames.append)
    return [(f["type"], f["last_seq"], [each["seq"] for each in f.get("entries", ())]) for f in told(frames)]


@pytest.mark.parametrize("where", [{}, {"after": 0}, {"around": 1}, {"around": 4}, {"before": 3}])
def test_no_page_goes_back_before_the_joining(where: dict[str, int]) -> None:
    """However it is asked for; `at_start` says that the log begins there for this reader."""
    house, chat, _, end = late()
    house.say(chat, "new")
    page = house.services.history.page(DAN, chat, **{"limit": 50} | where)

    assert page.from_seq == end + 1 and page.at_start
    assert all(entry.seq > end for entry in page.items)
    assert seqs(house, chat, BOB) == list(range(1, end + 3))


def test_pages_in_a_row_end_at_the_joining() -> None:
    """A client that scrolls up stops there and asks no more."""
    house, chat, _, end = late()
    for n in range(5):
        house.say(chat, f"new {n}")
    page = house.services.history.page(DAN, chat, limit=4)
    assert not page.at_start
    page = house.services.history.page(DAN, chat, before=page.from_seq, limit=4)

    assert page.at_start and page.from_seq == end + 1


def test_a_sync_from_before_the_joining_is_a_reset() -> None:
    """The client drops what it holds, if anything, and pages back from the end: no gap is left to ask for."""
    house, chat, _, end = late()
    new = house.say(chat, "new")

    assert [synced(house, chat, cursor) for cursor in (0, 1, end - 1)] == [[("reset", new.seq, [])]] * 3
    assert synced(house, chat, end) == [("entries", new.seq, [end + 1, new.seq])]
    assert synced(house, chat, new.seq) == []


def test_the_queue_begins_at_the_joining() -> None:
    """Whatever the cursors say: a receipt of an earlier membership may still have been on its way."""
    house, chat, _, end = late()
    new = house.say(chat, "new")
    house.store.conversations._put(chat, cursors={})
    frames: list[bytes] = []
    house.services.delivery.flush(DAN, frames.append)

    assert [each["seq"] for frame in told(frames) for each in frame["entries"]] == [end + 1, new.seq]


def test_a_message_from_before_can_be_neither_quoted_nor_changed() -> None:
    """Its id may be known from elsewhere: it is not found, as one that never was."""
    house, chat, old, _ = late()
    for attempt in (
        lambda: house.say(chat, "re", sender=DAN, reply_to=old.message_id),
        lambda: house.react(old, "👍", DAN),
        lambda: house.change(old, DAN, kind="delete"),
    ):
        with pytest.raises(NotFound, match="no such message"):
            attempt()
    nothing = MessageId(chat + "0" * 24)
    with pytest.raises(NotFound, match="no such message"):
        house.say(chat, "re", sender=DAN, reply_to=nothing)


def test_changes_of_older_messages_are_told_to_those_who_know_them() -> None:
    """An edit brings the content along: it would tell what was said before."""
    house, chat, old, end = late()
    edit = house.change(old, kind="edit", content="told now")
    to_edit = house.bus.delivered[-1][0]
    new = house.say(chat, "new")
    later = house.change(new, kind="edit", content="newer")
    to_later = house.bus.delivered[-1][0]

    assert DAN not in to_edit and BOB in to_edit and DAN in to_later
    # The cursor passes over its place, so the client sees no gap.
    assert synced(house, chat, end) == [("entries", later.seq, [end + 1, new.seq, later.seq])]
    assert synced(house, chat, edit.seq - 1)[-1][1] == later.seq
    assert edit.seq in synced(house, chat, end, BOB)[0][2]


def test_the_list_shows_no_last_entry_from_before() -> None:
    """The cached last entry may still be an older one for a moment."""
    house, chat, old, end = late()
    house.store.conversations._put(chat, last_entry=old, last_seq=end, last_ordinal=old.ordinal)
    before, after = (conversation_fields(house.services.conversations.view(chat, each)) for each in (BOB, DAN))

    assert before["last_entry"]["content"] == "old" and after["last_entry"] is None
    assert (after["first_seq"], after["unread"], before["first_seq"]) == (end + 1, 0, 1)


@pytest.mark.parametrize("cursor", [0, 1])
def test_with_the_whole_history_a_new_member_reads_it_all(cursor: int) -> None:
    """The default: nothing before them counts as unread."""
    house, chat, old, end = late("all")

    assert seqs(house, chat) == list(range(1, end + 2))
    assert synced(house, chat, cursor)[0] == ("entries", end + 1, list(range(cursor + 1, end + 2)))
    house.react(old, "👍", DAN)


def test_the_rule_holds_from_the_moment_it_is_set() -> None:
    """For all members at once, those who came before it too; those of the beginning lose nothing."""
    house, chat, _, end = late("all")
    house.services.groups.change(chat, ADA, history="joined")
    assert min(seqs(house, chat)) == end + 1 and min(seqs(house, chat, BOB)) == 1
    house.services.groups.change(chat, ADA, history="all")
    assert min(seqs(house, chat)) == 1


def test_who_comes_back_begins_anew() -> None:
    """What was said while they were out, and before, is not theirs; nor is what they said themselves."""
    house, chat, _, _ = late()
    mine = house.say(chat, "mine", sender=DAN)
    house.services.groups.remove(chat, ADA, DAN)
    out = house.say(chat, "while out")
    house.services.groups.invite(chat, ADA, [DAN])

    assert min(seqs(house, chat)) == out.seq + 1
    assert synced(house, chat, mine.seq) == [("reset", out.seq + 1, [])]
    with pytest.raises(NotFound):
        house.change(mine, DAN, kind="edit", content="again")


def test_an_older_document_does_not_replace_a_newer_one() -> None:
    """Answers of the store can overtake each other: who was taken out must not come back into the cache."""
    house = House()
    chat = house.group(ADA, BOB, CID)
    conversations: Conversations = house.services.conversations
    older = house.now(chat)
    house.services.groups.remove(chat, ADA, CID)

    assert conversations.changed(older).member(CID) is None
    with pytest.raises(NotFound):
        conversations.of_member(chat, CID)


def test_a_change_that_was_overtaken_is_not_told() -> None:
    """Whoever made the later one tells it; the other way round, clients would go back in time."""
    house = House()
    chat = house.group(ADA, BOB)
    older = house.now(chat)
    house.services.groups.change(chat, ADA, title="newer")
    house.bus.online = {ADA, BOB}
    house.bus.delivered.clear()
    house.services.conversations.tell(older)

    assert house.bus.delivered == []


def test_a_large_group_of_the_list_gets_its_members_from_memory() -> None:
    """Read whole once, and again when it has changed since; the own cursor is the one that was read now."""
    house = House()
    chat = house.group(ADA, BOB)
    store = house.store.conversations
    whole = house.now(chat)
    bare = replace(whole, participants=(), cursors={BOB: Cursor(Seq(9), Seq(9), 4)}, bare=True)
    store.page = lambda *_, **__: [bare]  # type: ignore[attr-defined]
    (view,), _ = house.services.conversations.page(BOB, after=None, limit=2)
    assert view.conversation.member_ids == (ADA, BOB) and view.conversation.cursor(BOB).read_seq == 9

    changed = store.add_members(chat, [CID], Cursor(), most=1_000)
    assert changed is not None
    bare = replace(bare, revision=changed.revision)
    (view,), _ = house.services.conversations.page(BOB, after=None, limit=2)
    assert view.conversation.member_ids == (ADA, BOB, CID)
