"""A conversation as it was when the copy of its log ended: nothing in it is beyond that."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chat_app.store.backup.moment import as_of, caches_of

SEQS = st.integers(0, 50)


@given(seq=SEQS, ordinal=SEQS, delivered=SEQS, read=SEQS, joined=SEQS, mentioned=st.lists(SEQS))
def test_nothing_is_beyond_the_end_of_the_log(
    seq: int, ordinal: int, delivered: int, read: int, joined: int, mentioned: list[int]
) -> None:
    """Cursors, mentions and places of joining that are within it are left as they are."""
    cursor = {"delivered_seq": delivered, "read_seq": read, "read_ordinal": read}
    now = {"cursors": {"a": cursor}, "mentioned": {"a": mentioned}, "participants": [{"joined_seq": joined}]}

    then = as_of(now, {}, seq, ordinal)

    assert then["cursors"]["a"] == {
        "delivered_seq": min(delivered, seq),
        "read_seq": min(read, seq),
        "read_ordinal": min(read, ordinal),
    }
    assert then["mentioned"]["a"] == [each for each in mentioned if each <= seq]
    assert then["participants"] == [{"joined_seq": min(joined, seq)}]


def test_members_are_those_of_now_and_caches_those_of_before() -> None:
    """What the log tells of somebody's coming must find them; behind the caches the server looks again."""
    before = {"_id": 1, "last_seq": 7, "last_entry": {"seq": 7}, "participants": ["ada"], "title": "old"}
    now = {"_id": 1, "last_seq": 9, "last_entry": {"seq": 9}, "participants": ["ada", "bob"], "title": "new"}

    then = as_of(now, caches_of(before), 9, 9)

    assert then == {"_id": 1, "last_seq": 7, "last_entry": {"seq": 7}, "participants": ["ada", "bob"], "title": "new"}


def test_what_is_spoilt_is_left_as_it_is() -> None:
    """A copy mends nothing."""
    spoilt = {"cursors": {"a": "far"}, "mentioned": {"a": "often"}, "participants": "everybody", "frozen": None}
    assert as_of(spoilt, {}, 3, 3) == spoilt
