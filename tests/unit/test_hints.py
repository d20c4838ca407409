"""Batches between nodes, numbered so that a lost one is noticed."""

from __future__ import annotations

import bson
from hypothesis import given
from hypothesis import strategies as st

from chat_app.bus.hints import EVERYONE, VERSION, Receiver, Sender
from chat_app.bus.interface import About
from chat_app.types import NodeId, Seq
from tests.unit.factories import ADA, CHAT

NORTH, SOUTH = NodeId("north"), NodeId("south")
NOON = 1_795_176_000.0


def test_operations_arrive_as_they_were_sent() -> None:
    """Frames are bytes, and an entry's place comes along."""
    operations = [["deliver", [ADA], b"\x81\x02{}", About(CHAT, Seq(2**40), ADA, 7)], ["beat", {SOUTH: 3}]]
    batch = Receiver(SOUTH).read(Sender(NORTH).batch(SOUTH, operations, at=NOON))

    assert (batch.sender, batch.at, batch.lost, batch.late) == (NORTH, NOON, 0, False)
    assert batch.operations == [["deliver", [ADA], b"\x81\x02{}", [CHAT, 2**40, ADA, 7]], ["beat", {SOUTH: 3}]]


def test_of_another_version_nothing_is_read_but_who_it_is() -> None:
    """Not even its number, which may count something else."""
    batch = bson.decode(Sender(NORTH).batch(SOUTH, [["beat", {}]], at=NOON))
    later = bson.encode(batch | {"version": VERSION + 1, "number": "?"})
    before = bson.encode({name: value for name, value in batch.items() if name != "version"})

    for foreign in (later, before):
        read = Receiver(SOUTH).read(foreign)
        assert (read.foreign, read.sender, read.operations, read.lost) == (True, NORTH, [], 0)


def test_a_hole_is_noticed_by_the_next_batch() -> None:
    """On each channel by itself."""
    sender, receiver = Sender(NORTH), Receiver(SOUTH)
    batches = [sender.batch(SOUTH, [], at=NOON) for _ in range(3)] + [sender.batch(EVERYONE, [], at=NOON)]

    assert [receiver.read(batches[n]).lost for n in (0, 2, 3)] == [0, 1, 0]


def test_a_batch_that_comes_after_a_later_one_is_late() -> None:
    """It was counted as lost then, and what it says is heard all the same."""
    sender, receiver = Sender(NORTH), Receiver(SOUTH)
    one, two, three = (sender.batch(SOUTH, [], at=NOON) for _ in range(3))
    read = [receiver.read(batch) for batch in (one, three, two)]

    assert [(batch.lost, batch.late) for batch in read] == [(0, False), (1, False), (0, True)]


def test_a_hole_at_the_end_is_noticed_by_the_heartbeat() -> None:
    """Once."""
    sender, receiver = Sender(NORTH), Receiver(SOUTH)
    receiver.read(sender.batch(SOUTH, [], at=NOON))
    sender.batch(SOUTH, [], at=NOON)

    assert [receiver.lacks(NORTH, sender.numbers()) for _ in range(2)] == [1, 0]


def test_the_count_of_a_node_begins_where_it_is_first_heard() -> None:
    """Who joins late has lost nothing; what a node that ended had sent is forgotten."""
    sender, receiver = Sender(NORTH), Receiver(SOUTH)
    sender.batch(SOUTH, [], at=NOON)

    assert not receiver.lacks(NORTH, sender.numbers())
    assert not receiver.read(sender.batch(SOUTH, [], at=NOON)).lost
    receiver.forget(NORTH)
    sender.batch(SOUTH, [], at=NOON)
    assert not receiver.read(sender.batch(SOUTH, [], at=NOON)).lost


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_whatever_is_lost_is_noticed_by_the_next_heartbeat_at_the_latest(arrives: list[bool]) -> None:
    """Each once; and where nothing is lost, nothing is noticed."""
    sender, receiver, noticed = Sender(NORTH), Receiver(SOUTH), 0
    receiver.read(sender.batch(SOUTH, [], at=NOON))
    for each in arrives:
        batch = sender.batch(SOUTH, [], at=NOON)
        if each:
            noticed += receiver.read(batch).lost
    noticed += receiver.lacks(NORTH, sender.numbers())

    assert noticed == arrives.count(False)
