"""Pages are stretches of the log with known ends; `sync` sends what was missed, and nothing that is hidden."""

from __future__ import annotations

from typing import Any

import pytest

from chat_app.errors import NotFound
from chat_app.protocol.chunks import MAX_ENTRIES
from chat_app.services import history as module
from chat_app.services.history import LogPage
from chat_app.types import ConversationId, Seq, UserId
from tests.unit.factories import ADA, BOB, CID, entry
from tests.unit.house import House, told


def written(count: int, *, hidden: range = range(0), **more: Any) -> tuple[House, ConversationId]:
    """Ada and Bob, and so many places in their log; those of `hidden` are kept from Bob."""
    house = House(**more)
    chat, _ = house.store.conversations.add("group", {ADA: "owner", BOB: "member"})
    for seq in range(1, count + 1):
        hidden_from = [BOB] if seq in hidden else []
        house.store.log.written_elsewhere(entry(f"c-{seq}", conversation_id=chat.id, hidden_from=hidden_from))
    return house, chat.id


def page(house: House, chat: ConversationId, reader: UserId = BOB, **where: int) -> LogPage:
    return house.services.history.page(reader, chat, **{"limit": 10} | where)


def seqs(page: LogPage) -> list[int]:
    return [each.seq for each in page.items]


@pytest.mark.parametrize(
    ("where", "bounds", "ends"),
    [
        ({}, (16, 25), (False, True)),
        ({"limit": 25}, (1, 25), (True, True)),
        ({"before": 16}, (6, 15), (False, False)),
        ({"before": 6}, (1, 5), (True, False)),
        ({"before": 99}, (89, 25), (False, True)),
        ({"after": 0}, (1, 10), (True, False)),
        ({"after": 15}, (16, 25), (False, True)),
        ({"after": 20}, (21, 25), (False, True)),
        ({"around": 12}, (7, 16), (False, False)),
        ({"around": 2}, (1, 6), (True, False)),
        ({"around": 25}, (20, 25), (False, True)),
        ({"around": 12, "limit": 1}, (12, 12), (False, False)),
    ],
)
def test_a_page_says_where_it_begins_and_ends(
    where: dict[str, int], bounds: tuple[int, int], ends: tuple[bool, bool]
) -> None:
    """And whether the log goes on there, so a client never asks in vain."""
    house, chat = written(25)
    found = page(house, chat, **where)

    assert (found.from_seq, found.to_seq) == bounds and (found.at_start, found.at_end) == ends
    assert seqs(found) == list(range(bounds[0], bounds[1] + 1))


@pytest.mark.parametrize("where", [{}, {"before": 1}, {"after": 0}, {"around": 1}])
def test_a_page_of_nothing_is_empty_and_at_both_ends(where: dict[str, int]) -> None:
    """A conversation in which nobody said anything."""
    house, chat = written(0)
    found = page(house, chat, **where)

    assert (found.items, found.at_start, found.at_end) == ([], True, True)


@pytest.mark.parametrize(("where", "ends"), [({"before": 1}, (True, False)), ({"after": 25}, (False, True))])
def test_a_page_beyond_an_end_is_empty_and_says_so(where: dict[str, int], ends: tuple[bool, bool]) -> None:
    """The last question of a client that scrolls."""
    house, chat = written(25)
    found = page(house, chat, **where)

    assert found.items == [] and (found.at_start, found.at_end) == ends


def test_pages_in_a_row_are_the_log() -> None:
    """None missing, none twice, in both directions."""
    house, chat = written(47)
    back, forth = [page(house, chat)], [page(house, chat, after=0)]
    while not back[-1].at_start:
        back.append(page(house, chat, before=back[-1].from_seq))
    while not forth[-1].at_end:
        forth.append(page(house, chat, after=forth[-1].to_seq))

    assert [seq for each in reversed(back) for seq in seqs(each)] == list(range(1, 48))
    assert [seq for each in forth for seq in seqs(each)] == list(range(1, 48))


def test_a_page_leaves_out_changes_and_what_is_hidden() -> None:
    """Its bounds say that the client holds these places all the same."""
    house, chat = written(10, hidden=range(3, 5))
    house.react(house.log(chat)[0], "👍")
    found = page(house, chat, limit=20)

    assert seqs(found) == [1, 2, 5, 6, 7, 8, 9, 10] and (found.from_seq, found.to_seq) == (1, 11)
    assert seqs(page(house, chat, ADA, limit=20)) == list(range(1, 11))


def test_a_page_shows_every_change_that_stands() -> None:
    """Whoever reads after the ack of an edit sees it."""
    house, chat = written(1)
    edit = house.change(house.log(chat)[0], kind="edit", content="better")
    page(house, chat)

    assert house.store.log.effects == [f"edit {edit.target_id} better"]


def test_who_is_no_member_reads_nothing() -> None:
    """And is not told whether there is something."""
    house, chat = written(1)
    for each in (chat, ConversationId("f" * 24)):
        with pytest.raises(NotFound, match="no such conversation"):
            page(house, each, CID)


def synced(house: House, cursors: dict[ConversationId, int], reader: UserId = BOB) -> list[dict[str, Any]]:
    frames: list[bytes] = []
    house.services.history.sync(reader, {chat: Seq(seq) for chat, seq in cursors.items()}, frames.append)
    return told(frames)


def test_a_sync_sends_what_came_after_the_cursor_in_order() -> None:
    """In frames of at most a hundred; `last_seq` is how far the client is then."""
    house, chat = written(250)
    frames = synced(house, {chat: 20})

    assert [len(frame["entries"]) for frame in frames] == [MAX_ENTRIES, MAX_ENTRIES, 30]
    assert [each["seq"] for frame in frames for each in frame["entries"]] == list(range(21, 251))
    assert [frame["last_seq"] for frame in frames] == [120, 220, 250]


def test_a_long_log_is_read_in_pieces_and_sent_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with what was missed."""
    monkeypatch.setattr(module, "READ_AHEAD", 7)
    house, chat = written(50)
    frames = synced(house, {chat: 0})

    assert [each["seq"] for frame in frames for each in frame["entries"]] == list(range(1, 51))
    assert max(len(frame["entries"]) for frame in frames) <= 7 and frames[-1]["last_seq"] == 50


@pytest.mark.parametrize("cursor", [50, 60])
def test_who_holds_everything_is_sent_nothing(cursor: int) -> None:
    """Or claims to."""
    house, chat = written(50)

    assert synced(house, {chat: cursor}) == []


@pytest.mark.parametrize("hidden", [range(1, 6), range(3, 6), range(1, 3), range(2, 4)])
def test_what_is_hidden_moves_the_cursor_and_is_not_sent(hidden: range) -> None:
    """Or the client would ask for it at every start, and learn that something is kept from it."""
    house, chat = written(5, hidden=hidden)
    frames = synced(house, {chat: 0})

    assert [each["seq"] for frame in frames for each in frame["entries"]] == [n for n in range(1, 6) if n not in hidden]
    assert frames[-1]["last_seq"] == 5
    assert synced(house, {chat: frames[-1]["last_seq"]}) == []


def test_hidden_stretches_move_the_cursor_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long silence for this user is no hole for the client."""
    monkeypatch.setattr(module, "READ_AHEAD", 2)
    house, chat = written(6, hidden=range(2, 6))
    frames = synced(house, {chat: 0})

    assert [frame["last_seq"] for frame in frames] == [1, 2, 4, 6]


@pytest.mark.parametrize(("missed", "kind"), [(10, "entries"), (11, "reset")])
def test_more_than_may_be_missed_is_a_reset(missed: int, kind: str) -> None:
    """The client drops what it holds and pages from the end back."""
    house, chat = written(20, sync_max=10)
    frames = synced(house, {chat: 20 - missed})

    assert {frame["type"] for frame in frames} == {kind} and frames[-1]["last_seq"] == 20


def test_a_conversation_that_the_client_does_not_know_is_a_reset() -> None:
    """Unless nothing was said in it."""
    house, chat = written(3)
    house.store.conversations.add("group", {BOB: "owner"})

    assert synced(house, {}) == [{"type": "reset", "conversation_id": chat, "last_seq": 3}]


def test_a_sync_sends_nothing_of_conversations_of_others() -> None:
    """Whatever cursors it names."""
    house, chat = written(3)

    assert synced(house, {chat: 0, ConversationId("f" * 24): 0}, CID) == []


def test_a_sync_sends_changes_as_entries() -> None:
    """A client that holds the message applies them; a page would leave them out."""
    house, chat = written(1)
    house.change(house.log(chat)[0], kind="edit", content="better")
    [frame] = synced(house, {chat: 1})

    assert [each["kind"] for each in frame["entries"]] == ["edit"] and len(house.store.log.effects) == 1
