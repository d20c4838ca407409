"""Plain values: which entries are the same request, which count, and what time it is."""

from __future__ import annotations

from typing import Any

import pytest

from chat_app.records import Cursor, now
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
