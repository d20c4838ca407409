"""Plain values: which entries are the same request, which count, and what time it is."""

from __future__ import annotations

from typing import Any

import pytest

from chat_app.protocol.encoded import encode_entry
from chat_app.records import Cursor, GroupRules, Participant, may_see, now
from chat_app.types import Seq
from tests.unit.factories import ADA, BOB, CID, TIME, conversation, entry

SAME = [{"created_at": TIME.replace(year=2027)}, {"seq": Seq(7)}, {"hidden_from": [BOB]}, {"mentions": [BOB]}]
OTHER: list[dict[str, Any]] = [
    {"content": "other"},
    {"kind": "edit"},
    {"reply_to": "m"},
    {"target_id": "m"},
    {"data": {"emoji": "👍", "on": True}},
]


@pytest.mark.parametrize("more", SAME)
def test_a_repeat_is_the_same_request_whatever_the_server_added(more: dict[str, Any]) -> None:
    """Time, seq and who sees it are ours."""
    assert entry().same_request(entry(**more))


@pytest.mark.parametrize("more", OTHER)
def test_another_request_under_the_same_name_is_another_one(more: dict[str, Any]) -> None:
    """Whatever the sender says differently."""
    assert not entry().same_request(entry(**more)) and not entry(**more).same_request(entry())


@pytest.mark.parametrize(
    ("kind", "counts"), [("text", True), ("file", True), ("system", False), ("edit", False), ("reaction", False)]
)
def test_what_people_read_counts_as_unread(kind: Any, counts: bool) -> None:
    """And nothing that is hidden from anyone does."""
    assert entry(kind=kind).counts is counts
    assert not entry(kind=kind, hidden_from=[BOB]).counts


def test_the_time_is_what_the_store_will_give_back() -> None:
    """UTC in whole milliseconds: a live entry equals the stored one."""
    time = now()

    assert time.utcoffset() is not None and not time.utcoffset() and time.microsecond % 1_000 == 0


def test_a_conversation_knows_its_members_and_their_cursors() -> None:
    """In the order of joining; who confirmed nothing is at the start."""
    chat = conversation([BOB, ADA], cursors={ADA: Cursor(Seq(2), Seq(1), 1)})

    assert chat.member_ids == (BOB, ADA) and chat.member(CID) is None
    assert (chat.cursor(ADA).read_seq, chat.cursor(BOB)) == (1, Cursor())


@pytest.mark.parametrize(
    ("start", "more", "seen"),
    [
        (0, {}, True),
        (4, {}, True),
        (5, {}, False),
        (0, {"hidden_from": [BOB]}, False),
        (0, {"hidden_from": [CID]}, True),
        (4, {"kind": "edit", "target_seq": 4}, False),
        (4, {"kind": "edit", "target_seq": 5}, True),
        (1, {"kind": "edit", "target_seq": None}, False),
        (0, {"kind": "delete", "target_seq": None}, True),
    ],
)
def test_a_member_sees_what_began_after_they_came_and_is_not_kept_from_them(
    start: int, more: dict[str, Any], seen: bool
) -> None:
    """A change shows as much as the message that it changes. By one rule, for one and for all, stored and encoded."""
    bob = Participant(user_id=BOB, role="member", joined_at=TIME, joined_seq=Seq(start))
    chat, what = conversation(participants=(bob,), rules=GroupRules(history="joined")), entry(seq=Seq(5), **more)

    assert may_see(BOB, what, Seq(start)) == may_see(BOB, encode_entry(what), Seq(start)) == seen
    assert chat.shows(what, BOB) == seen and chat.readers(what) == ([BOB] if seen else [])
    whole = conversation(participants=(bob,))
    assert whole.shows(what, BOB) == (BOB not in what.hidden_from) == (whole.readers(what) == [BOB])
